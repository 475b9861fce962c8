import { aml } from "./aml/words.ts";
import { audit } from "./audit/words.ts";
import { auth } from "./auth/words.ts";
import { chat } from "./chat/words.ts";
import type { KindWords } from "./deals/kind-words.ts";
import { deals } from "./deals/words.ts";
import { disputes } from "./disputes/words.ts";
import { desk } from "./desk/words.ts";
import { dossier } from "./dossier/words.ts";
import { files } from "./files/words.ts";
import { incidents } from "./incidents/words.ts";
import { ledger } from "./ledger/words.ts";
import { limits } from "./limits/words.ts";
import { marketplace } from "./marketplace/words.ts";
import { notifications } from "./notifications/words.ts";
import { payment } from "./payment/words.ts";
import { prices } from "./prices/words.ts";
import { push } from "./push/words.ts";
import { settings } from "./settings/words.ts";
import { retention } from "./retention/words.ts";
import { webhooks } from "./webhooks/words.ts";

/**
 * The names that a context adds to the product's. Separate from its procedures, because schemas are made from them.
 */
export type Words = {
  /** The kinds of ids, and the prefix of each outside the database. */
  ids?: Readonly<Record<string, string>>;
  /** Scopes of API keys: `resource:action`. */
  scopes?: readonly `${string}:${string}`[];
  /** Actions that need a fresh proof of presence. */
  stepUps?: readonly string[];
  /** Kinds of incident; the comment says what closes each automatically. `retry`: an operator can retry it. */
  incidents?: Readonly<Record<string, { retry: boolean }>>;
  /** Kinds of deal. A kind's own part of a deal's view is in `kind-views.ts`. */
  kinds?: Readonly<Record<string, KindWords>>;
};

/** Every context with its words. `contexts.ts` lists the same contexts with procedures and events; the compiler compares. */
export const WORDS = {
  auth,
  marketplace,
  deals,
  disputes,
  payment,
  aml,
  prices,
  ledger,
  audit,
  incidents,
  limits,
  webhooks,
  files,
  chat,
  notifications,
  push,
  desk,
  dossier,
  settings,
  retention,
};
