"use client";

import { addressFault, type FieldIssue } from "@amanat/contracts";
import { serverIssues, useIssueTexts } from "@amanat/ui";
import { useState } from "react";

/** What is wrong with a typed address, as its field says it: found here before anything is sent, or named by the server under `path`. */
export function useAddressFault(path: string) {
  const texts = useIssueTexts();
  const [fault, setFault] = useState<FieldIssue | null>(null);
  return {
    /** Null while nothing is known to be wrong. */
    text: fault === null ? null : (texts(serverIssues([fault]))[path] ?? null),
    clear: () => setFault(null),
    /** Whether it can be sent; where not, the field says why. */
    passes(address: string): boolean {
      const code = addressFault(address);
      setFault(code === null ? null : { path, code });
      return code === null;
    },
    refusedBy: (error: { issues: readonly FieldIssue[] }) => setFault(error.issues.find((issue) => issue.path === path) ?? null),
  };
}
