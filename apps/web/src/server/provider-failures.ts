import { AsyncLocalStorage } from "node:async_hooks";
import { languagePath } from "./same-origin.ts";

type Failure = "PROOF_INVALID" | "UPSTREAM_ERROR";

/** Per request: next-auth has one logger for the whole process, taken from the last options. */
const returning = new AsyncLocalStorage<{ failure: Failure | null }>();

/** openid-client's messages when nobody answered, or only a broken gateway. */
const NO_ANSWER = /^(outgoing request timed out|expected 200 OK, got: 5)/;
/** Error codes about the content of an answer; every other error with a code is the network's or TLS's. */
const ABOUT_ANSWER = /^ERR_J(OSE|W)/;

function failureOf(cause: Error): Failure {
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  const silent = NO_ANSWER.test(cause.message) || (code !== null && !ABOUT_ANSWER.test(code));
  return silent ? "UPSTREAM_ERROR" : "PROOF_INVALID";
}

/** Remembers, from next-auth's log calls, why a provider's redirect failed. */
export function noteProviderFailure(code: string, cause: Error): void {
  const store = returning.getStore();
  if (store && code === "OAUTH_CALLBACK_ERROR") store.failure = failureOf(cause);
}

/**
 * Runs next-auth and maps its failures to our codes. A provider that refused, answered nonsense or did not answer is always `OAuthCallback` to
 * next-auth; to us it is PROOF_INVALID or UPSTREAM_ERROR.
 */
export function withOurCodes<T>(goal: string | null, baseUrl: string, run: (ours: (location: string) => string) => Promise<T>): Promise<T> {
  const store: { failure: Failure | null } = { failure: null };
  const ours = (location: string): string =>
    store.failure === null ? location : `${baseUrl}${languagePath(goal, baseUrl)}/sign-in?error=${store.failure}`;
  return returning.run(store, () => run(ours));
}
