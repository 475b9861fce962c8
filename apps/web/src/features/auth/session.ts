import { ERRORS, type ErrorCode } from "@amanat/contracts";
import { AmanatError } from "@amanat/sdk";

function failure(code: ErrorCode): AmanatError {
  const row = ERRORS[code];
  return new AmanatError({ code, message: row.hint, correlationId: "", retryable: row.retryable, retryHint: row.hint });
}

function codeOf(text: string | null): ErrorCode {
  return Object.keys(ERRORS).find((code): code is ErrorCode => code === text) ?? "INTERNAL_SERVER_ERROR";
}

async function answer(path: string, form?: Record<string, string>): Promise<Record<string, unknown>> {
  try {
    const response = await fetch(
      `/api/auth/${path}`,
      form === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(form) },
    );
    return (await response.json()) as Record<string, unknown>;
  } catch {
    throw failure("SERVICE_UNAVAILABLE");
  }
}

async function csrfToken(): Promise<string> {
  const { csrfToken: token } = await answer("csrf");
  if (typeof token !== "string") throw failure("SERVICE_UNAVAILABLE");
  return token;
}

/**
 * Signs this browser in: next-auth sets the cookie. Rejects with an AmanatError: INVALID_CREDENTIALS,
 * EMAIL_NOT_VERIFIED, RATE_LIMITED.
 */
export async function signIn(email: string, password: string): Promise<void> {
  const { url } = await answer("callback/password", { csrfToken: await csrfToken(), email, password, json: "true" });
  const error =
    typeof url === "string" && URL.canParse(url, window.location.origin)
      ? new URL(url, window.location.origin).searchParams.get("error")
      : "INTERNAL_SERVER_ERROR";
  if (error !== null) throw failure(error === "CredentialsSignin" ? "INVALID_CREDENTIALS" : codeOf(error));
}

/** Ends this browser's session, here and on the server. */
export async function signOut(): Promise<void> {
  await answer("signout", { csrfToken: await csrfToken(), json: "true" });
}

/** Where to go after signing in: a path of ours, or home. Anything that could leave the site is home. */
export function nextPath(asked: string | null, locale: string): string {
  const home = `/${locale}`;
  if (asked === null || !/^\/[a-z]{2}(\/|\?|$)/.test(asked) || asked.includes("\\")) return home;
  return asked;
}
