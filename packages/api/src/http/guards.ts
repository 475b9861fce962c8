import type { IncomingMessage } from "node:http";
import { DomainError, PROCEDURES, type Procedure } from "@amanat/contracts";
import { parseCookie, stringifySetCookie } from "cookie";
import type * as z from "zod";

/** From where browsers may call, and the session cookie's name. */
export interface HttpRules {
  /** Origins of our own pages, besides the request's own. */
  readonly origins: readonly string[];
  /** Whether a Host header names this server; the front door's host check. */
  readonly ownHost: (host: string) => boolean;
  readonly scheme: "http" | "https";
  readonly cookieName: string;
  /** Our own proxies in front of this process; their X-Forwarded-For is trusted. */
  readonly trustedHops: number;
}

type AnyProcedure = Procedure<"query" | "mutation" | "subscription", z.ZodType, z.ZodType>;

/** The calls of one request. */
export type Calls = { paths: readonly string[]; kind: AnyProcedure["kind"]; batch: boolean; public: boolean };

const MOST_CALLS = 10;

/** Own keys only, so that no path reaches a prototype. */
function procedureAt(path: string): AnyProcedure | null {
  const [namespace = "", name = "", ...rest] = path.split(".");
  if (rest.length > 0 || !Object.hasOwn(PROCEDURES, namespace)) return null;
  const rows: Readonly<Record<string, AnyProcedure>> = PROCEDURES[namespace as keyof typeof PROCEDURES];
  return Object.hasOwn(rows, name) ? (rows[name] ?? null) : null;
}

/**
 * Reads from the URL which procedures are called, and refuses what must not reach tRPC.
 * Errors: NOT_FOUND, METHOD_NOT_ALLOWED, BATCH_TOO_LARGE.
 */
export function callsOf(req: IncomingMessage, path: string, search: URLSearchParams): Calls {
  if (req.method !== "GET" && req.method !== "POST") throw new DomainError("METHOD_NOT_ALLOWED");
  const batch = search.get("batch") === "1";
  const paths = batch ? path.split(",") : [path];
  if (paths.length > MOST_CALLS) throw new DomainError("BATCH_TOO_LARGE");
  const rows = paths.map((each) => {
    const row = procedureAt(each);
    if (!row) throw new DomainError("NOT_FOUND", "There is no such procedure.");
    return row;
  });
  const wanted = req.method === "POST" ? ["mutation"] : ["query", "subscription"];
  if (rows.some((row) => !wanted.includes(row.kind))) throw new DomainError("METHOD_NOT_ALLOWED");
  if (rows.length > 1 && rows.some((row) => row.access.rate === "money" || row.kind === "subscription"))
    throw new DomainError("BATCH_TOO_LARGE");
  return { paths, kind: rows[0]?.kind ?? "query", batch, public: rows.every((row) => row.access.who === "public") };
}

/** Only JSON: a cross-site form can send everything else without a preflight. Errors: UNSUPPORTED_MEDIA_TYPE. */
export function requireJson(req: IncomingMessage): void {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/json") throw new DomainError("UNSUPPORTED_MEDIA_TYPE");
}

/**
 * A browser names the origin of a call, which must be our own pages. A call without an origin is a program's: it may bring a bearer, but
 * never a cookie. Errors: ORIGIN_NOT_ALLOWED.
 */
export function requireOwnOrigin(req: IncomingMessage, rules: HttpRules, credentials: Credentials): void {
  const { origin, host = "" } = req.headers;
  const site = req.headers["sec-fetch-site"];
  if (origin !== undefined) {
    const own = rules.origins.includes(origin) || (rules.ownHost(host) && origin === `${rules.scheme}://${host}`);
    if (!own) throw new DomainError("ORIGIN_NOT_ALLOWED");
    return;
  }
  if (site !== undefined && site !== "same-origin" && site !== "none") throw new DomainError("ORIGIN_NOT_ALLOWED");
  if ((req.method === "POST" || req.method === "PUT") && site === undefined && credentials.cookie !== null)
    throw new DomainError("ORIGIN_NOT_ALLOWED");
}

/** The request's credential. */
export type Credentials = { cookie: string | null; bearer: string | null };

/** Errors: VALIDATION_ERROR (two of cookie, Authorization and X-API-Key, which could name two people). */
export function credentialsOf(req: IncomingMessage, cookieName: string): Credentials {
  const cookie = cookieOf(req.headers.cookie ?? "", cookieName);
  const header = req.headers.authorization;
  const apiKey = req.headers["x-api-key"];
  if ([cookie ?? undefined, header, apiKey].filter((each) => each !== undefined).length > 1) {
    throw new DomainError("VALIDATION_ERROR", "Send a cookie, an Authorization header or an X-API-Key: one of them.", {
      issues: [{ path: "Authorization", code: "two_credentials" }],
    });
  }
  if (apiKey !== undefined) return { cookie: null, bearer: String(apiKey) };
  if (header === undefined) return { cookie, bearer: null };
  const [scheme = "", token = ""] = header.split(" ");
  // Anything but a bearer is a token that names nobody.
  return { cookie: null, bearer: scheme.toLowerCase() === "bearer" ? token : "-" };
}

const COOKIE_SECONDS = 30 * 24 * 60 * 60;

/** Sets the session cookie as next-auth does. Only for a step-up, where the token changes without next-auth. */
export function cookieHeader(rules: Pick<HttpRules, "cookieName" | "scheme">, token: string): string {
  const manner = { path: "/", maxAge: COOKIE_SECONDS, httpOnly: true, sameSite: "lax", secure: rules.scheme === "https" } as const;
  return stringifySetCookie({ name: rules.cookieName, value: token, ...manner });
}

/** The raw value of one cookie, or null. */
export function cookieOf(header: string, name: string): string | null {
  return parseCookie(header, { decode: (value) => value })[name] || null;
}
