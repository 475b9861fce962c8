import { AsyncLocalStorage } from "node:async_hooks";
import { DomainError, ERRORS, type ErrorBody, type ErrorCode, fieldIssues, isDomainError } from "@amanat/contracts";
import { asDomainError } from "@amanat/db";
import { TRPCError } from "@trpc/server";
import * as z from "zod";
import type { RetryAfter } from "@amanat/limits";

const correlation = new AsyncLocalStorage<string>();

/** Runs a request so that every error formatted inside it carries this id, even before there is a context. */
export function withCorrelation<T>(id: string, run: () => T): T {
  return correlation.run(id, run);
}

/** Id of the current request; a new one outside any. */
export function currentCorrelation(): string {
  return correlation.getStore() ?? crypto.randomUUID();
}

const FROM_TRPC: Partial<Record<TRPCError["code"], ErrorCode>> = {
  PARSE_ERROR: "VALIDATION_ERROR",
  BAD_REQUEST: "VALIDATION_ERROR",
  UNAUTHORIZED: "AUTHENTICATION_REQUIRED",
  FORBIDDEN: "FORBIDDEN",
  NOT_FOUND: "NOT_FOUND",
  METHOD_NOT_SUPPORTED: "METHOD_NOT_ALLOWED",
  PAYLOAD_TOO_LARGE: "PAYLOAD_TOO_LARGE",
  UNSUPPORTED_MEDIA_TYPE: "UNSUPPORTED_MEDIA_TYPE",
  TOO_MANY_REQUESTS: "RATE_LIMITED",
};

const TO_TRPC: Readonly<Record<number, TRPCError["code"]>> = {
  400: "BAD_REQUEST",
  401: "UNAUTHORIZED",
  403: "FORBIDDEN",
  404: "NOT_FOUND",
  405: "METHOD_NOT_SUPPORTED",
  408: "TIMEOUT",
  409: "CONFLICT",
  413: "PAYLOAD_TOO_LARGE",
  415: "UNSUPPORTED_MEDIA_TYPE",
  429: "TOO_MANY_REQUESTS",
  500: "INTERNAL_SERVER_ERROR",
  501: "NOT_IMPLEMENTED",
  502: "BAD_GATEWAY",
  503: "SERVICE_UNAVAILABLE",
};

/** tRPC's name for the HTTP status of an error code. */
export function trpcCode(code: ErrorCode): TRPCError["code"] {
  return TO_TRPC[ERRORS[code].http] ?? "INTERNAL_SERVER_ERROR";
}

/** Another machine is unreachable, or this one is out of disk space or file handles. */
const OUTAGE = /^(ECONNREFUSED|ECONNRESET|EPIPE|ETIMEDOUT|ENOTFOUND|EAI_AGAIN|ENOSPC|EDQUOT|EMFILE|ENFILE|EROFS|EIO)$/;

/** True when something below us failed: nobody's mistake, and worth retrying. Database errors are mapped by `asDomainError`. */
function isOutage(error: unknown): boolean {
  for (let current = error, depth = 0; typeof current === "object" && current !== null && depth < 6; depth += 1) {
    const { code, message, cause } = current as { code?: unknown; message?: unknown; cause?: unknown };
    if (typeof code === "string" && OUTAGE.test(code)) return true;
    if (typeof message === "string" && /connection terminated|closed the connection|terminating connection/i.test(message)) return true;
    current = cause;
  }
  return false;
}

/** The code of an unnamed error: BUSY, something is down, or our own fault. */
function unnamed(error: unknown): DomainError {
  const known = asDomainError(error);
  if (isDomainError(known)) return known;
  return new DomainError(isOutage(error) ? "SERVICE_UNAVAILABLE" : "INTERNAL_SERVER_ERROR", undefined, { cause: error });
}

/** The domain error behind anything thrown; unknown errors become INTERNAL_SERVER_ERROR with their cause kept. */
export function domainErrorOf(error: unknown): DomainError {
  if (isDomainError(error)) return error;
  if (!(error instanceof TRPCError)) return unnamed(error);
  if (isDomainError(error.cause)) return error.cause;
  const code = FROM_TRPC[error.code] ?? "INTERNAL_SERVER_ERROR";
  if (code === "VALIDATION_ERROR" && error.cause instanceof z.core.$ZodError) {
    return new DomainError(code, undefined, { issues: fieldIssues(error.cause), cause: error.cause });
  }
  return code === "INTERNAL_SERVER_ERROR"
    ? unnamed(error.cause ?? error)
    : new DomainError(code, undefined, { cause: error.cause ?? error });
}

/** The error body for the caller. Only a DomainError's own message ever leaves the server. */
export function errorBody(error: unknown, correlationId: string = currentCorrelation()): ErrorBody {
  const known = domainErrorOf(error);
  const row = ERRORS[known.code];
  return {
    code: known.code,
    message: known.code === "INTERNAL_SERVER_ERROR" ? row.hint : known.message,
    correlationId,
    retryable: row.retryable,
    retryHint: row.hint,
    ...(known.issues.length > 0 ? { issues: [...known.issues] } : {}),
    ...(known.stepUp === null ? {} : { stepUp: known.stepUp }),
  };
}

/** The error of in-process callers: tRPC's error with the body a remote caller would get. */
export class ApiError extends TRPCError {
  readonly amanat: ErrorBody;

  constructor(error: unknown, correlationId: string) {
    const cause = domainErrorOf(error);
    super({ code: trpcCode(cause.code), message: cause.message, cause });
    this.amanat = errorBody(cause, correlationId);
  }
}

/** When to retry and what the limit was, if the error says so. */
export function retryAfterOf(error: unknown): RetryAfter | null {
  const cause: unknown = domainErrorOf(error).cause;
  if (typeof cause !== "object" || cause === null || !("retryAfterSeconds" in cause)) return null;
  return cause as RetryAfter;
}

/** HTTP status of anything thrown. */
export function httpStatus(error: unknown): number {
  return ERRORS[domainErrorOf(error).code].http;
}
