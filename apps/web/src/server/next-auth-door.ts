import type { IncomingMessage } from "node:http";
import { cookieOf, type HttpRules, requireOwnOrigin } from "@amanat/api";
import { DomainError } from "@amanat/contracts";
import { goalCookieOf } from "./goal-cookie.ts";
import { OPEN_ID_PROVIDERS } from "./open-id-clients.ts";

/**
 * The calls next-auth accepts, as data. It would answer 500 to other callers' mistakes: a form's callback by GET, a provider's by POST, a body
 * that is no form, an address it can not read.
 */
const ACTIONS: Readonly<Record<string, readonly ("GET" | "POST")[]>> = {
  csrf: ["GET"],
  session: ["GET"],
  providers: ["GET"],
  error: ["GET"],
  signin: ["GET", "POST"],
  signout: ["GET", "POST"],
};
const FORMS = ["password", "passkey", "wallet", "telegram"];
/** Methods of `/api/auth/<action>/<provider>`: forms are posted to their callback; a provider's server sends a browser back by GET. */
const OF_PROVIDERS: Readonly<Record<string, readonly (readonly [action: string, method: "GET" | "POST"])[]>> = {
  ...Object.fromEntries(FORMS.map((way) => [way, [["callback", "POST"]] as const])),
  ...Object.fromEntries(
    Object.keys(OPEN_ID_PROVIDERS).map((way) => [
      way,
      [
        ["signin", "POST"],
        ["callback", "GET"],
      ] as const,
    ]),
  ),
};
/** Names of next-auth's actions and our providers. It copies these into an address bar unread, so nothing else may be among them. */
const ERROR_NAME = /^[A-Za-z_]{1,60}$/;

function methodsOf(path: string): readonly string[] {
  const [action = "", provider, ...rest] = path.slice("/api/auth/".length).split("/");
  if (rest.length > 0) return [];
  if (provider === undefined) return Object.hasOwn(ACTIONS, action) ? (ACTIONS[action] ?? []) : [];
  const ways = Object.hasOwn(OF_PROVIDERS, provider) ? (OF_PROVIDERS[provider] ?? []) : [];
  return ways.filter(([of]) => of === action).map(([, method]) => method);
}

function requireForm(req: IncomingMessage): void {
  const type = (req.headers["content-type"] ?? "").split(";")[0]?.trim().toLowerCase();
  if (type !== "application/x-www-form-urlencoded") throw new DomainError("UNSUPPORTED_MEDIA_TYPE", "Send a form.");
}

function isAddress(text: string, origin: string): boolean {
  return URL.canParse(text, origin) && /^https?:$/.test(new URL(text, origin).protocol);
}

/**
 * Lets through only the calls next-auth is made for and refuses all others by our own rules. Calls that change something must come from our
 * own pages: next-auth's CSRF pair is two values that anybody can fetch and plant together.
 * Errors: NOT_FOUND, METHOD_NOT_ALLOWED, UNSUPPORTED_MEDIA_TYPE, ORIGIN_NOT_ALLOWED, VALIDATION_ERROR.
 */
export function requireNextAuthCall(req: IncomingMessage, url: URL, path: string, rules: HttpRules): void {
  const methods = methodsOf(path);
  if (methods.length === 0) throw new DomainError("NOT_FOUND");
  if (!methods.includes(req.method ?? "")) throw new DomainError("METHOD_NOT_ALLOWED");
  if (req.method === "POST") {
    requireOwnOrigin(req, rules, { cookie: cookieOf(req.headers.cookie ?? "", rules.cookieName), bearer: null });
    requireForm(req);
  }
  const [origin = ""] = rules.origins;
  const wrong =
    url.searchParams.getAll("callbackUrl").some((goal) => !isAddress(goal, origin)) ||
    url.searchParams.getAll("error").some((name) => !ERROR_NAME.test(name));
  if (wrong) throw new DomainError("VALIDATION_ERROR");
  forgetWrongGoal(req, rules);
}

/** Removes a broken destination cookie: its browser would get an error for ever, and could do nothing about it. */
function forgetWrongGoal(req: IncomingMessage, rules: HttpRules): void {
  const name = goalCookieOf(rules.scheme === "https");
  const goal = cookieOf(req.headers.cookie ?? "", name);
  if (goal === null) return;
  const read = decoded(goal);
  if (read !== null && isAddress(read, rules.origins[0] ?? "")) return;
  req.headers.cookie = (req.headers.cookie ?? "")
    .split(";")
    .filter((part) => part.split("=")[0]?.trim() !== name)
    .join(";");
}

function decoded(text: string): string | null {
  try {
    return decodeURIComponent(text);
  } catch {
    return null;
  }
}
