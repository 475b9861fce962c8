import { DomainError } from "@amanat/contracts";
import type * as z from "zod";

/** The parsed input of a verb. Errors: VALIDATION_ERROR, naming each wrong field. */
export function parse<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  throw new DomainError("VALIDATION_ERROR", undefined, {
    issues: parsed.error.issues.map(({ path, code }) => ({ path: path.join("."), code })),
  });
}
