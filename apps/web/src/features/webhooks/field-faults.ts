"use client";

import type { AmanatError } from "@amanat/sdk";
import { serverIssues, useIssueTexts } from "@amanat/ui";

/** What the server found wrong with the fields, and what else has failed. */
export function useFieldFaults(error: AmanatError | null): { wrong: Readonly<Record<string, string>>; rest: AmanatError | null } {
  const texts = useIssueTexts();
  const wrong = texts(serverIssues(error?.issues ?? []));
  return { wrong, rest: error !== null && Object.keys(wrong).length === 0 ? error : null };
}
