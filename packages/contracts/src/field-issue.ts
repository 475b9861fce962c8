import type * as z from "zod";

/** One wrong field: its dotted path and a stable code the pages translate. */
export type FieldIssue = { path: string; code: string };

/** The codes of a field's faults, the same on the wire and in the pages. */
export function fieldIssue(issue: z.core.$ZodIssue): FieldIssue {
  const named = issue.code === "custom" && typeof issue.params?.["code"] === "string" ? issue.params["code"] : issue.code;
  return { path: issue.path.map(String).join("."), code: named };
}
