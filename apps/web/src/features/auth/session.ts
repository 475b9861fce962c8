import { ERRORS, type ErrorCode } from "@amanat/contracts";
import { AmanatError } from "@amanat/sdk";
import { watchedFetch } from "../../client/reach.ts";

function failure(code: ErrorCode): AmanatError {
  const row = ERRORS[code];
  return new AmanatError({ code, message: row.hint, correlationId: "", retryable: row.retryable, retryHint: row.hint });
}

function codeOf(text: string | null): ErrorCode {
  return Object.keys(ERRORS).find((code): code is ErrorCode => code === text) ?? "INTERNAL_SERVER_ERROR";
}

/** A code from an address bar as a failure to show; whatever is not one of ours came from outside. */
export function failureNamed(code: string): AmanatError {
  const known = codeOf(code);
  return failure(known === "INTERNAL_SERVER_ERROR" ? "UPSTREAM_ERROR" : known);
}

/** The code of an answer that is the front door's own: next-auth was not even asked. */
function refusalIn(body: Record<string, unknown>): unknown {
  return (body as { error?: { data?: { amanat?: { code?: unknown } } } }).error?.data?.amanat?.code;
}

async function answer(path: string, form?: Record<string, string>): Promise<Record<string, unknown>> {
  let body: Record<string, unknown>;
  try {
    const response = await watchedFetch(
      `/api/auth/${path}`,
      form === undefined
        ? {}
        : { method: "POST", headers: { "content-type": "application/x-www-form-urlencoded" }, body: new URLSearchParams(form) },
    );
    body = (await response.json()) as Record<string, unknown>;
  } catch {
    throw failure("SERVICE_UNAVAILABLE");
  }
  const refused = refusalIn(body);
  if (typeof refused === "string") throw failure(codeOf(refused));
  return body;
}

async function csrfToken(): Promise<string> {
  const { csrfToken: token } = await answer("csrf");
  if (typeof token !== "string") throw failure("SERVICE_UNAVAILABLE");
  return token;
}

/** The ways in that prove themselves in one call; next-auth has a provider of each name. */
export type Way = "password" | "passkey" | "wallet" | "telegram";

/** next-auth's own names, where they mean one of our codes. */
const FOREIGN: Readonly<Record<string, ErrorCode>> = {
  CredentialsSignin: "INVALID_CREDENTIALS",
  // The provider did not tell us where to send somebody.
  OAuthSignin: "UPSTREAM_ERROR",
};

/** What next-auth names in its redirect, as one of our codes; null when it went well. */
export function enteringError(url: unknown): ErrorCode | null {
  if (typeof url !== "string" || !URL.canParse(url, window.location.origin)) return "INTERNAL_SERVER_ERROR";
  const error = new URL(url, window.location.origin).searchParams.get("error");
  if (error === null) return null;
  return FOREIGN[error] ?? codeOf(error);
}

/**
 * Signs this browser in by a proof the server checks: next-auth sets the cookie. Rejects with an AmanatError:
 * INVALID_CREDENTIALS, EMAIL_NOT_VERIFIED, CAPTCHA_REQUIRED, CHALLENGE_INVALID, RATE_LIMITED.
 */
export async function enter(way: Way, proof: Readonly<Record<string, string>>): Promise<void> {
  const { url } = await answer(`callback/${way}`, { ...proof, csrfToken: await csrfToken(), json: "true" });
  const error = enteringError(url);
  if (error !== null) throw failure(error);
}

/** `enter` by e-mail and password, with a solved captcha where one was asked for. */
export function signIn(email: string, password: string, captcha: string | null = null): Promise<void> {
  return enter("password", { email, password, ...(captcha === null ? {} : { captcha }) });
}

/** Where somebody else's house proves people to us, by next-auth's names. */
const OUTSIDE = { google: "google", telegram: "telegram-oidc" } as const;
export type Outside = keyof typeof OUTSIDE;

/** Leaves for Google or Telegram, who send the person back to `back`, a path of ours. Rejects with an AmanatError. */
export async function leaveFor(outside: Outside, back: string): Promise<void> {
  const { url } = await answer(`signin/${OUTSIDE[outside]}`, { csrfToken: await csrfToken(), callbackUrl: back, json: "true" });
  const error = enteringError(url);
  if (error !== null || typeof url !== "string") throw failure(error ?? "UPSTREAM_ERROR");
  leaveTo(url);
}

/** Leaves the site. Browsers keep pages as they were left: who turns round on the way must not find a button that still waits. */
export function leaveTo(url: string): void {
  window.addEventListener("pageshow", ({ persisted }) => persisted && window.location.reload());
  window.location.assign(url);
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
