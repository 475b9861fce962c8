import { ERRORS } from "@amanat/contracts";
import type { ErrorBody, ErrorCode, FieldIssue, StepUpDemand } from "@amanat/contracts";
import { TRPCClientError } from "@trpc/client";

/** Every failed call rejects with this; branch on `code`. */
export class AmanatError extends Error {
  override readonly name = "AmanatError";
  /** One of a closed set; stable across versions. */
  readonly code: ErrorCode;
  /** Quote it to support: it finds the call in the server's log. Empty when no answer came. */
  readonly correlationId: string;
  /** Whether the very same call may succeed later. */
  readonly retryable: boolean;
  /** What to do about it, in a sentence. */
  readonly retryHint: string;
  /** The wrong fields, for `VALIDATION_ERROR`. */
  readonly issues: readonly FieldIssue[];
  /** With `STEP_UP_REQUIRED`: exactly what has to be proved. */
  readonly stepUp: StepUpDemand | null;
  /** How long the server asked to wait, in milliseconds; null when it did not say. */
  readonly retryAfterMs: number | null;

  constructor(body: ErrorBody, options: { cause?: unknown; retryAfterMs?: number | null } = {}) {
    super(body.message, options.cause === undefined ? undefined : { cause: options.cause });
    this.code = body.code;
    this.correlationId = body.correlationId;
    this.retryable = body.retryable;
    this.retryHint = body.retryHint;
    this.issues = body.issues ?? [];
    this.stepUp = body.stepUp ?? null;
    this.retryAfterMs = options.retryAfterMs ?? null;
  }

  /** The id of the failed request; the same as `correlationId`. */
  get requestId(): string {
    return this.correlationId;
  }
}

/** An error of our own making, when there is no answer to take it from. */
export function unanswered(code: ErrorCode, message: string, cause: unknown): AmanatError {
  const row = ERRORS[code];
  return new AmanatError({ code, message, correlationId: "", retryable: row.retryable, retryHint: row.hint }, { cause });
}

function retryAfterOf(error: TRPCClientError<never>): number | null {
  const response = error.meta?.["response"];
  const text = response instanceof Response ? response.headers.get("retry-after") : null;
  const seconds = text === null ? Number.NaN : Number(text);
  return Number.isFinite(seconds) && seconds >= 0 ? seconds * 1_000 : null;
}

function isErrorBody(value: unknown): value is ErrorBody {
  return typeof value === "object" && value !== null && "code" in value && String(value.code) in ERRORS;
}

/** Whatever a link threw, as the one error callers see. */
export function asAmanatError(error: unknown): AmanatError {
  if (error instanceof AmanatError) return error;
  if (!(error instanceof TRPCClientError)) return unanswered("UPSTREAM_ERROR", "The call failed before it was sent.", error);
  const failure = error as TRPCClientError<never>;
  const data = failure.data as { amanat?: unknown } | null | undefined;
  if (isErrorBody(data?.amanat)) return new AmanatError(data.amanat, { cause: error, retryAfterMs: retryAfterOf(failure) });
  return unanswered("SERVICE_UNAVAILABLE", "No answer from Amanat.", error);
}
