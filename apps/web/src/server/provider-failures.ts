import { AsyncLocalStorage } from "node:async_hooks";
import { languagePath } from "./same-origin.ts";

type Failure = "PROOF_INVALID" | "UPSTREAM_ERROR";

/** By request: next-auth keeps one logger for the whole process, whoever's options came last. */
const returning = new AsyncLocalStorage<{ failure: Failure | null }>();

/** What openid-client says in words when nobody answered, or only a broken gateway did. */
const NO_ANSWER = /^(outgoing request timed out|expected 200 OK, got: 5)/;
/** Codes of errors about what an answer says; every other error with a code is the network's or TLS's. */
const ABOUT_ANSWER = /^ERR_J(OSE|W)/;

function failureOf(cause: Error): Failure {
  const code = "code" in cause && typeof cause.code === "string" ? cause.code : null;
  const silent = NO_ANSWER.test(cause.message) || (code !== null && !ABOUT_ANSWER.test(code));
  return silent ? "UPSTREAM_ERROR" : "PROOF_INVALID";
}

/** Remembers why somebody's way back from a provider failed, by what next-auth tells its logger. */
export function noteProviderFailure(code: string, cause: Error): void {
  const store = returning.getStore();
  if (store && code === "OAUTH_CALLBACK_ERROR") store.failure = failureOf(cause);
}

/**
 * Runs next-auth and gives it the means to send people on by our codes. Whether a provider refused, said something wrong
 * or said nothing, next-auth has one word for it (`OAuthCallback`); we have PROOF_INVALID and UPSTREAM_ERROR.
 */
export function withOurCodes<T>(goal: string | null, baseUrl: string, run: (ours: (location: string) => string) => Promise<T>): Promise<T> {
  const store: { failure: Failure | null } = { failure: null };
  const ours = (location: string): string =>
    store.failure === null ? location : `${baseUrl}${languagePath(goal, baseUrl)}/sign-in?error=${store.failure}`;
  return returning.run(store, () => run(ours));
}
