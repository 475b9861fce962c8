import type { Role } from "./actor.ts";
import type { Scope } from "./scopes.ts";
import type { StepUpAction } from "./step-up.ts";

/** `public`: no session needed; `user`: any signed-in person; else one of the roles. */
export type Who = "public" | "user" | readonly Role[];

/** One row of the authorisation matrix. */
export type Access = {
  who: Who;
  /** The check beyond the role, made by the verb on its own rows. */
  ownership: string;
  /** The state the subject must be in. */
  state: string;
  /**
   * Which allowance a call takes from, by person or, signed out, by network (`packages/limits/src/rules.ts`).
   * `auth`: a try at proving who one is, counted when it fails. `mail`: makes us write to a mailbox. `refresh`: counted when
   * it fails, and never refused when the token is good. `polled`: what pages ask by themselves, more often than any page does.
   * `none` is exempt: probes, pages, and what costs its caller a signature.
   */
  rate: "none" | "read" | "polled" | "write" | "money" | "ai" | "auth" | "mail" | "refresh";
  audit: "none" | "write" | "money";
  /** What an API key must be allowed; null when no key may call it at all. */
  scope: Scope | null;
  /** The proof of presence the verb demands, bound to the subject, amount and destination it then finds. */
  stepUp?: StepUpAction;
};

type Rest = Partial<Omit<Access, "who" | "ownership">>;

export const read = (who: Who, ownership: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who, ownership, state: "any", rate: "read", audit: "none", scope, ...rest }) satisfies Access as Access;
/** What pages ask again and again by themselves. */
export const polled = (who: Who, ownership: string, scope: Scope) => read(who, ownership, scope, { rate: "polled" });
export const write = (ownership: string, state: string, scope: Scope | null, rest: Rest = {}) =>
  ({ who: "user", ownership, state, rate: "write", audit: "write", scope, ...rest }) satisfies Access as Access;
export const money = (ownership: string, state: string, scope: Scope, rest: Rest = {}) =>
  write(ownership, state, scope, { rate: "money", audit: "money", ...rest });
/** Ways in: guesses are counted, and no key opens them. */
export const door = (ownership: string, state: string, rest: Rest = {}) =>
  ({ who: "public", ownership, state, rate: "auth", audit: "write", scope: null, ...rest }) satisfies Access as Access;
export const admin = (row: Access): Access => ({ ...row, who: ["admin"] });

/** Who reads the whole of the books. */
export const books = ["guard", "admin"] as const;
export const staff = ["guard", "resolver", "admin"] as const;
