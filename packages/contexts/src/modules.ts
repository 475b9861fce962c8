import type { Setting } from "@amanat/db";
import type { Purgeable } from "@amanat/db";
import { AUDIENCES } from "./audiences.ts";
import { BOOKS } from "./books.ts";
import { CHAT_PORTS } from "./chat-ports.ts";
import { CONTEXTS } from "./contexts.ts";
import { DISPUTE_PORTS } from "./dispute-ports.ts";
import { attachDelivered } from "./file-readers.ts";
import { DESK } from "./desk-ports.ts";
import { DEPARTURES } from "./departure-ports.ts";
import { DOSSIER_SOURCE } from "./dossier-source.ts";
import { KINDS } from "./kinds.ts";
import { NOTICES } from "./notice-ports.ts";
import { tiesOf } from "./ties.ts";
import { addresseesOf } from "@amanat/auth";
import type { NamedAbout, RetentionPorts } from "@amanat/retention";

/** What every context holds about a person. Asked when somebody wants to know, since the list is made of all modules. */
const abouts = (): readonly NamedAbout[] => MODULES;

const purgeables = (): readonly Purgeable[] => MODULES.flatMap(({ purges }) => purges ?? []);

const retention: RetentionPorts = {
  abouts,
  purgeables,
  localeOf: async (ctx, userId) => (await addresseesOf(ctx, [userId])).get(userId)?.locale ?? null,
  departures: DEPARTURES,
};

/** What others bring: a context that needs some of it has a function for its module. */
const OTHERS = {
  kinds: KINDS,
  books: BOOKS,
  audiences: AUDIENCES,
  chat: CHAT_PORTS,
  disputes: DISPUTE_PORTS,
  attachFiles: attachDelivered,
  notices: NOTICES,
  // Asked when it is needed: the list is made of all modules, and one of them asks.
  declared: (): readonly Setting<unknown>[] => MODULES.flatMap(({ settings }) => Object.values(settings ?? {})),
  tiesOf,
  desk: DESK,
  dossier: DOSSIER_SOURCE,
  retention,
} as const;

/** The modules that api, worker and realtime are composed from. */
export const MODULES = CONTEXTS.map(({ module }) => (typeof module === "function" ? module(OTHERS) : module));
