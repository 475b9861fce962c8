import { audit } from "./audit/words.ts";
import { auth } from "./auth/words.ts";
import type { KindWords } from "./deals/kind-words.ts";
import { deals } from "./deals/words.ts";
import { incidents } from "./incidents/words.ts";
import { ledger } from "./ledger/words.ts";
import { limits } from "./limits/words.ts";
import { marketplace } from "./marketplace/words.ts";
import { payment } from "./payment/words.ts";

/**
 * The names a context adds to those of the whole house. They stand apart from its procedures because schemas are made from them.
 */
export type Words = {
  /** What an id names, and the prefix it carries outside the database. */
  ids?: Readonly<Record<string, string>>;
  /** What an API key can be allowed: `resource:action`. */
  scopes?: readonly `${string}:${string}`[];
  /** What asks for a fresh proof that its person is there. */
  stepUps?: readonly string[];
  /** What needs a person. Its comment says what closes it by itself. `retry`: an operator can have it tried again. */
  incidents?: Readonly<Record<string, { retry: boolean }>>;
  /** Kinds of deal. What of a deal's view is a kind's own stands in `kind-views.ts`. */
  kinds?: Readonly<Record<string, KindWords>>;
};

/** Every context with its words. `contexts.ts` lists the same contexts with their procedures and events; the compiler compares. */
export const WORDS = { auth, marketplace, deals, payment, ledger, audit, incidents, limits };
