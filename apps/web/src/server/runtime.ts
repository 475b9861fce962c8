import type { Caller } from "@amanat/api";
import type { ErrorBody } from "@amanat/contracts";
import type { OpenIdClients, TelegramWay } from "./open-id-clients.ts";

/** Facts of this deployment for pages. Nothing here is secret. */
export interface RuntimeConfig {
  readonly mode: "demo" | "production";
  /** Public origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly secure: boolean;
  /** `amn`, or `__Host-amn` over https. */
  readonly cookieName: string;
  /** True only in demo mode: server.ts then serves `/__dev/wallet.js` and `/__dev/rpc/<chain>`. */
  readonly devWallet: boolean;
  /** Configured ways in beside password, passkey and wallet. */
  readonly waysIn: {
    readonly google: boolean;
    /** Null when neither is configured. */
    readonly telegram: TelegramWay | null;
  };
  /**
   * Cloudflare Turnstile's widget, shown after CAPTCHA_REQUIRED: load `scriptUrl`, render with `siteKey` and the action `sign-in`, send the token
   * as `captcha`. Null when it is not configured.
   */
  readonly captcha: { readonly siteKey: string; readonly scriptUrl: string } | null;
  /** Whether pages tell what amounts are about worth. */
  readonly quoting: boolean;
  /** The operator's contact address; null when none is configured. */
  readonly supportEmail: string | null;
}

/** A fresh session: the token for the browser's cookie, and its person. */
export interface SignedIn {
  readonly token: string;
  readonly userId: string;
  readonly name: string;
}

/** Where a browser's request comes from, according to the front door. */
export interface BrowserOrigin {
  readonly userAgent: string;
  readonly address: string;
  /** The session of the request, or null. */
  readonly token: string | null;
  /** Where it wants to go after signing in: an address of ours that must still be checked, or null. */
  readonly goal: string | null;
}

/** A browser's ways in. Their input is not trusted yet. All of them may also throw RATE_LIMITED. */
export interface Doors {
  /** Throws INVALID_CREDENTIALS, EMAIL_NOT_VERIFIED, CAPTCHA_REQUIRED. */
  password(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Throws CHALLENGE_INVALID, PROOF_INVALID. */
  passkey(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Throws CHALLENGE_INVALID, PROOF_INVALID, UPSTREAM_ERROR. */
  wallet(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** The login widget's fields. Throws PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED. */
  telegram(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Verified claims from next-auth; links instead when this session asked for it. Throws PROOF_INVALID, LINK_FIRST, IDENTITY_TAKEN. */
  openId(
    provider: "google" | "telegram",
    claims: Readonly<Record<string, unknown>>,
    from: BrowserOrigin,
  ): Promise<SignedIn | { readonly linked: true }>;
}

/** The owner of a live token, as far as next-auth's session needs. */
export interface TokenOwner {
  readonly userId: string;
  readonly name: string;
}

/**
 * The process behind the pages. Server components never import db, payment or marketplace: they use this, which calls the same procedures as
 * the HTTP API, with the same checks.
 */
export interface Runtime {
  readonly config: RuntimeConfig;
  /**
   * Procedures, in process, as the owner of the token (a cookie's value from `currentToken()`), or as nobody when it is null or no longer alive.
   * They throw; read the error with `errorBody`.
   */
  callerFor(token: string | null): Promise<Caller>;
  /** Signs browsers in. */
  readonly enter: Doors;
  /** Ends the token's session; unknown tokens are ignored. */
  signOut(token: string): Promise<void>;
  /** The cursor from which the owner's stream continues after a page rendered now; null without a live session. */
  liveCursor(token: string | null): Promise<string | null>;
  /** Null without a live session. */
  ownerOf(token: string): Promise<TokenOwner | null>;
  /** Code, message and correlation id of anything a caller threw. */
  errorBody(error: unknown): ErrorBody;
  /** The OpenID providers this installation is a client of. */
  readonly openId: OpenIdClients;
  /** Logs a refusal by next-auth: its own code and message, never its input. */
  note(code: string, message: string): void;
  /** next-auth's secret for its own short-lived cookies. */
  readonly authSecret: string;
}

const KEY = Symbol.for("amanat.runtime");
type Holder = { [KEY]?: Runtime };

/** The runtime that server.ts built. Throws under anything but server.ts. */
export function runtime(): Runtime {
  const found = (globalThis as Holder)[KEY];
  if (!found) throw new Error("The runtime is missing: start apps/web with server.ts");
  return found;
}

/** Called once by server.ts, before Next loads. */
export function installRuntime(built: Runtime): void {
  (globalThis as Holder)[KEY] = built;
}
