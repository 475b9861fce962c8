import type * as z from "zod";

/** One wrong field: its dotted path and a stable code the pages translate. */
export type FieldIssue = { path: string; code: string };

/** What a field's fault is called, on the wire and in the pages: our own checks name theirs. */
export function fieldIssue(issue: z.core.$ZodIssue): FieldIssue {
  const named = issue.code === "custom" && typeof issue.params?.["code"] === "string" ? issue.params["code"] : issue.code;
  return { path: issue.path.map(String).join("."), code: named };
}
