import * as z from "zod";
import { ERRORS, type ErrorCode } from "./error-codes.ts";
import { fieldIssue, type FieldIssue } from "./field-issue.ts";
import { stepUpDemand, type StepUpDemand } from "./step-up.ts";

export { ERRORS, type ErrorCode } from "./error-codes.ts";
export { fieldIssue, type FieldIssue } from "./field-issue.ts";

export const errorCodeSchema = z.enum(Object.keys(ERRORS) as [ErrorCode, ...ErrorCode[]]);

export const fieldIssueSchema = z.object({ path: z.string(), code: z.string() });

/** The wrong fields of an input: dotted paths and stable codes, never zod's English. */
export function fieldIssues(error: z.core.$ZodError): FieldIssue[] {
  return error.issues.map(fieldIssue);
}

/** The body of every failed call, on every transport. */
export const errorBodySchema = z.object({
  code: errorCodeSchema,
  message: z.string(),
  correlationId: z.string(),
  retryable: z.boolean(),
  retryHint: z.string(),
  issues: z.array(fieldIssueSchema).optional(),
  /** With STEP_UP_REQUIRED: exactly what must be proved. */
  stepUp: stepUpDemand.optional(),
});
export type ErrorBody = z.infer<typeof errorBodySchema>;

/**
 * The only error the contexts throw for a caller. `message` may be shown to the caller; anything internal belongs in `cause`, which never leaves the
 * process.
 */
export class DomainError extends Error {
  override readonly name = "DomainError";
  readonly code: ErrorCode;
  readonly issues: readonly FieldIssue[];
  readonly stepUp: StepUpDemand | null;

  constructor(code: ErrorCode, message?: string, options: { issues?: readonly FieldIssue[]; stepUp?: StepUpDemand; cause?: unknown } = {}) {
    super(message ?? ERRORS[code].hint, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = code;
    this.issues = options.issues ?? [];
    this.stepUp = options.stepUp ?? null;
  }
}

/** Parses an input by its contract. Errors: VALIDATION_ERROR with path and code of each wrong field. */
export function parsed<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const result = schema.safeParse(input);
  if (result.success) return result.data;
  throw new DomainError("VALIDATION_ERROR", undefined, { issues: fieldIssues(result.error), cause: result.error });
}

/** True for a DomainError, also from a second copy of this module in the same process. */
export function isDomainError(error: unknown): error is DomainError {
  return error instanceof Error && error.name === "DomainError" && "code" in error && String(error.code) in ERRORS;
}
