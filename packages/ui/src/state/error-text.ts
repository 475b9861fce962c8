import { ERRORS, type ErrorCode } from "@amanat/contracts";
import { useTranslations } from "next-intl";

/** The part of a failed call people are told: an AmanatError, or the body of one. */
export type Failure = { code: ErrorCode; correlationId: string; retryable: boolean };

/** Any thrown value as a failure; what is not ours counts as an internal error. */
export function asFailure(error: unknown): Failure {
  const seen = error as Partial<Failure> | null | undefined;
  if (typeof seen?.code === "string" && seen.code in ERRORS)
    return { code: seen.code, correlationId: seen.correlationId ?? "", retryable: seen.retryable ?? ERRORS[seen.code].retryable };
  return { code: "INTERNAL_SERVER_ERROR", correlationId: "", retryable: true };
}

/** What people mend themselves, and where support would have nothing to look up. */
const OWN: ReadonlySet<ErrorCode> = new Set([
  "VALIDATION_ERROR",
  "INVALID_CREDENTIALS",
  "EMAIL_NOT_VERIFIED",
  "CODE_INVALID",
  "PROOF_INVALID",
  "STEP_UP_FAILED",
  "STEP_UP_REQUIRED",
  "CAPTCHA_REQUIRED",
  "CHALLENGE_INVALID",
  "RATE_LIMITED",
  "AUTHENTICATION_REQUIRED",
  "INVALID_TOKEN",
]);

/** What to quote to support; null where the sentence is all there is to say. */
export function referenceOf({ code, correlationId }: Failure): string | null {
  return correlationId === "" || OWN.has(code) ? null : correlationId;
}

/** What happened and what to do, in the reader's language. */
export function useErrorText(): (error: unknown) => { title: string; text: string; failure: Failure } {
  const t = useTranslations("errors");
  return (error) => {
    const failure = asFailure(error);
    return { title: t(`codes.${failure.code}.title`), text: t(`codes.${failure.code}.text`), failure };
  };
}
