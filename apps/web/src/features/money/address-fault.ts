"use client";

import { addressFault, type FieldIssue } from "@amanat/contracts";
import { serverIssues, useIssueTexts } from "@amanat/ui";
import { useState } from "react";

/** The fault of an address field, in words. Checked before anything is sent; the server's refusal of the field `path` is shown in the same place. */
export function useAddressFault(path: string) {
  const texts = useIssueTexts();
  const [fault, setFault] = useState<FieldIssue | null>(null);
  return {
    /** Null while nothing is known to be wrong. */
    text: fault === null ? null : (texts(serverIssues([fault]))[path] ?? null),
    clear: () => setFault(null),
    /** True if the address can be sent. If not, the field shows why. */
    passes(address: string): boolean {
      const code = addressFault(address);
      setFault(code === null ? null : { path, code });
      return code === null;
    },
    refusedBy: (error: { issues: readonly FieldIssue[] }) => setFault(error.issues.find((issue) => issue.path === path) ?? null),
  };
}
