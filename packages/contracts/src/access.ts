import type { Role } from "./actor.ts";
import type { Scope } from "./scopes.ts";
import type { StepUpAction } from "./step-up.ts";

/** `public`: no session needed. `user`: any signed-in person. Otherwise one of the roles. */
export type Who = "public" | "user" | readonly Role[];

/** One row of the authorisation matrix. */
export type Access = {
  who: Who;
  /** The check beyond the role, made by the verb on its own rows. */
  ownership: string;
  /** The state the subject must be in. */
  state: string;
  /**
   * The allowance a call uses, per person or, signed out, per network (`packages/limits/src/rules.ts`). `auth`: an attempt to prove an
   * identity, counted when it fails. `mail`: sends a mail. `refresh`: counted when it fails, never refused with a valid token. `upload`: begins a file. `polled`: what
   * pages ask automatically, more often than any page does. `none`: probes, pages, and calls that cost their caller a signature.
   */
  rate: "none" | "read" | "polled" | "write" | "money" | "upload" | "ai" | "auth" | "mail" | "refresh";
  audit: "none" | "write" | "money";
  /** Also for whoever is restricted: it ends what runs, or only reads. What begins something new is not. */
  restricted: boolean;
  /** The scope an API key needs; null when no key may make this call. */
  scope: Scope | null;
  /**
   * The answer is the same for everybody who is not signed in, and may be kept for them for so many seconds. It goes at the first event that
   * makes this query stale (`STALE`), in every process.
   */
  keptSeconds?: number;
  /** The proof of presence the verb demands, bound to the subject, amount and destination from its own rows. */
  stepUp?: StepUpAction;
};

type Rest = Partial<Omit<Access, "who" | "ownership">>;

/** Staff who are restricted are staff no more. */
const ofPeople = (who: Who): boolean => typeof who === "string";

export const read = (who: Who, ownership: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who, ownership, state: "any", rate: "read", audit: "none", restricted: ofPeople(who), scope, ...rest }) satisfies Access as Access;
/** What pages ask automatically, again and again. */
export const polled = (who: Who, ownership: string, scope: Scope | null) => read(who, ownership, scope, { rate: "polled" });
export const write = (ownership: string, state: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who: "user", ownership, state, rate: "write", audit: "write", restricted: false, scope, ...rest }) satisfies Access as Access;
export const money = (ownership: string, state: string, scope: Scope, rest: Rest = {}) =>
  write(ownership, state, scope, { rate: "money", audit: "money", ...rest });
/** Ways in: guesses are counted, and no API key may call them. */
export const door = (ownership: string, state: string, rest: Rest = {}) =>
  ({ who: "public", ownership, state, rate: "auth", audit: "write", restricted: true, scope: null, ...rest }) satisfies Access as Access;
export const admin = (row: Access): Access => ({ ...row, who: ["admin"], restricted: false });
/** A write that whoever is restricted may still make: it ends or keeps what runs, or is about their own account. */
export const finishes = (row: Access): Access => ({ ...row, restricted: true });

/** Roles that read all the books. */
export const books = ["guard", "admin"] as const;
export const staff = ["guard", "resolver", "admin"] as const;
