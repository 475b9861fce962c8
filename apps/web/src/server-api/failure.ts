import { ERRORS, errorBodySchema, isDomainError, type ErrorBody, type ErrorCode } from "@amanat/contracts";

function known(code: unknown): code is ErrorCode {
  return typeof code === "string" && code in ERRORS;
}

function bodyOf(code: ErrorCode, correlationId: string): ErrorBody {
  const row = ERRORS[code];
  return { code, message: row.hint, correlationId, retryable: row.retryable, retryHint: row.hint };
}

/**
 * What went wrong in an in-process call, as the wire would have said it. Unknown errors become
 * INTERNAL_SERVER_ERROR: their text is for the log, not for the page.
 */
export function failureOf(error: unknown): ErrorBody {
  for (let current = error, depth = 0; current instanceof Error && depth < 5; current = current.cause, depth += 1) {
    const wire = errorBodySchema.safeParse((current as { amanat?: unknown }).amanat);
    if (wire.success) return wire.data;
    const correlationId = (current as { correlationId?: unknown }).correlationId;
    const id = typeof correlationId === "string" ? correlationId : "";
    if (isDomainError(current)) return bodyOf(current.code, id);
    const code = (current as { code?: unknown }).code;
    if (known(code)) return bodyOf(code, id);
    if (code === "UNAUTHORIZED") return bodyOf("AUTHENTICATION_REQUIRED", id);
  }
  return bodyOf("INTERNAL_SERVER_ERROR", "");
}
