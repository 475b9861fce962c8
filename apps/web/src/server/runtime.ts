import type { Caller } from "@amanat/api";
import type { ErrorBody } from "@amanat/contracts";
import type { OpenIdClients, TelegramWay } from "./open-id-clients.ts";

/** Facts of this deployment that pages may know. Nothing here is secret. */
export interface RuntimeConfig {
  readonly mode: "demo" | "production";
  /** Public origin, without a trailing slash. */
  readonly baseUrl: string;
  readonly secure: boolean;
  /** `amn`, or `__Host-amn` over https. */
  readonly cookieName: string;
  /** True only in demo mode: server.ts then serves `/__dev/wallet.js` and `/__dev/rpc/<chain>`. */
  readonly devWallet: boolean;
  /** Ways in beside password, passkey and wallet, which need nothing. */
  readonly waysIn: {
    readonly google: boolean;
    /** Null where neither of them is configured. */
    readonly telegram: TelegramWay | null;
  };
  /**
   * Cloudflare Turnstile's widget, shown when an answer is CAPTCHA_REQUIRED: load `scriptUrl`, render with
   * `siteKey` and the action `sign-in`, send the token as `captcha`. Null where none is configured.
   */
  readonly captcha: { readonly siteKey: string; readonly scriptUrl: string } | null;
  /** Where people write to; null where the operator named no address. */
  readonly supportEmail: string | null;
}

/** A fresh session: the token that a browser keeps as its cookie, and whose it is. */
export interface SignedIn {
  readonly token: string;
  readonly userId: string;
  readonly name: string;
}

/** Where a browser's request comes from, as the front door knows it. */
export interface BrowserOrigin {
  readonly userAgent: string;
  readonly address: string;
  /** The session it came with, or null. */
  readonly token: string | null;
  /** Where it wants to go when it is in: an address of ours that still has to be checked, or null. */
  readonly goal: string | null;
}

/** A browser's ways in. What they are given is not believed yet. All of them throw RATE_LIMITED as well. */
export interface Doors {
  /** Throws INVALID_CREDENTIALS, EMAIL_NOT_VERIFIED, CAPTCHA_REQUIRED. */
  password(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Throws CHALLENGE_INVALID, PROOF_INVALID. */
  passkey(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Throws CHALLENGE_INVALID, PROOF_INVALID, UPSTREAM_ERROR. */
  wallet(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** The login widget's fields. Throws PROOF_INVALID, LAUNCH_REPLAYED, NOT_SUPPORTED. */
  telegram(given: unknown, from: BrowserOrigin): Promise<SignedIn>;
  /** Claims next-auth has verified; links instead when this session asked for it. Throws PROOF_INVALID, LINK_FIRST, IDENTITY_TAKEN. */
  openId(
    provider: "google" | "telegram",
    claims: Readonly<Record<string, unknown>>,
    from: BrowserOrigin,
  ): Promise<SignedIn | { readonly linked: true }>;
}

/** What a live token says about its owner; enough for next-auth's session. */
export interface TokenOwner {
  readonly userId: string;
  readonly name: string;
}

/**
 * The process behind the pages. Server components never import db, payment or marketplace: they
 * ask this, and it asks the same procedures as the HTTP API, with the same checks.
 */
export interface Runtime {
  readonly config: RuntimeConfig;
  /**
   * Procedures, in process, as the owner of the token (a cookie's value from `currentToken()`), or
   * as nobody when it is null or no longer alive. They throw; read the error with `errorBody`.
   */
  callerFor(token: string | null): Promise<Caller>;
  /** Lets browsers in. */
  readonly enter: Doors;
  /** Ends the session of the token; unknown tokens are ignored. */
  signOut(token: string): Promise<void>;
  /** From where the owner's stream of events goes on after a page written now; null when the token names no live session. */
  liveCursor(token: string | null): Promise<string | null>;
  /** Null when the token names no live session. */
  ownerOf(token: string): Promise<TokenOwner | null>;
  /** Code, message and correlation id of whatever a caller threw. */
  errorBody(error: unknown): ErrorBody;
  /** OpenID providers this installation is a client of. */
  readonly openId: OpenIdClients;
  /** Writes down what next-auth refused: its own code and words, never what it was given. */
  note(code: string, message: string): void;
  /** next-auth's secret for its own short-lived cookies. */
  readonly authSecret: string;
}

const KEY = Symbol.for("amanat.runtime");
type Holder = { [KEY]?: Runtime };

/** The runtime server.ts built. Throws when the page runs under anything but server.ts. */
export function runtime(): Runtime {
  const found = (globalThis as Holder)[KEY];
  if (!found) throw new Error("The runtime is missing: start apps/web with server.ts");
  return found;
}

/** Called once by server.ts, before Next loads. */
export function installRuntime(built: Runtime): void {
  (globalThis as Holder)[KEY] = built;
}
