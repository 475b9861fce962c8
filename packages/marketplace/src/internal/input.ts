import { DomainError, type IdKind, uuidOf } from "@amanat/contracts";
import type * as z from "zod";

/** The input as its contract describes it. Errors: VALIDATION_ERROR with the dotted path and code of each wrong field. */
export function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  const issues = result.error.issues.map((issue) => {
    const named = issue.code === "custom" && typeof issue.params?.["code"] === "string" ? issue.params["code"] : issue.code;
    return { path: issue.path.map(String).join("."), code: named };
  });
  throw new DomainError("VALIDATION_ERROR", undefined, { issues, cause: result.error });
}

/** The uuid behind a public id. Errors: NOT_FOUND: an id of another kind names nothing here. */
export function idOf(kind: IdKind, id: string): string {
  const uuid = uuidOf(kind, id);
  if (uuid === null) throw new DomainError("NOT_FOUND");
  return uuid;
}

/** Errors: VERSION_CONFLICT when the caller decided on an older version than the locked one. */
export function expectVersion(row: { version: number }, seen: number): void {
  if (row.version !== seen) throw new DomainError("VERSION_CONFLICT");
}
