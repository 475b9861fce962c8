import * as aml from "./aml/context.ts";
import * as audit from "./audit/context.ts";
import * as auth from "./auth/context.ts";
import * as chat from "./chat/context.ts";
import * as deals from "./deals/context.ts";
import * as disputes from "./disputes/context.ts";
import * as desk from "./desk/context.ts";
import * as dossier from "./dossier/context.ts";
import * as files from "./files/context.ts";
import * as incidents from "./incidents/context.ts";
import * as ledger from "./ledger/context.ts";
import * as limits from "./limits/context.ts";
import * as marketplace from "./marketplace/context.ts";
import * as notifications from "./notifications/context.ts";
import * as payment from "./payment/context.ts";
import * as prices from "./prices/context.ts";
import * as push from "./push/context.ts";
import * as settings from "./settings/context.ts";
import * as retention from "./retention/context.ts";
import * as webhooks from "./webhooks/context.ts";
import type { Context } from "./context.ts";
import type { WORDS } from "./words.ts";

export * from "./aml/index.ts";
export * from "./audit/index.ts";
export * from "./auth/index.ts";
export * from "./chat/index.ts";
export * from "./deals/index.ts";
export * from "./disputes/index.ts";
export * from "./desk/index.ts";
export * from "./dossier/index.ts";
export * from "./files/index.ts";
export * from "./incidents/index.ts";
export * from "./ledger/index.ts";
export * from "./limits/index.ts";
export * from "./marketplace/index.ts";
export * from "./notifications/index.ts";
export * from "./payment/index.ts";
export * from "./prices/index.ts";
export * from "./push/index.ts";
export * from "./settings/index.ts";
export * from "./retention/index.ts";
export * from "./webhooks/index.ts";

/**
 * Every context with what it adds to the wire: the list that procedures, matrix, events and the SDK are made from. Each export above is what
 * other code may import from it.
 */
export const CONTEXTS = {
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
} satisfies Record<keyof typeof WORDS, Context>;
