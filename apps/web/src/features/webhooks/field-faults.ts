"use client";

import type { AmanatError } from "@amanat/sdk";
import { serverIssues, useIssueTexts } from "@amanat/ui";

/** Splits a failed call: texts for the fields that the server refused, and the error itself when it concerns no field. */
export function useFieldFaults(error: AmanatError | null): { wrong: Readonly<Record<string, string>>; rest: AmanatError | null } {
  const texts = useIssueTexts();
  const wrong = texts(serverIssues(error?.issues ?? []));
  return { wrong, rest: error !== null && Object.keys(wrong).length === 0 ? error : null };
}
