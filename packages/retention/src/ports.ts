import type { Locale, TieKind } from "@amanat/contracts";
import type { About, Ctx, Purgeable, TxCtx } from "@amanat/db";
import type { FileStore } from "@amanat/files";

/** A context, and what it holds about a person. */
export type NamedAbout = { readonly name: string; readonly about: About };

/** What deleting an account asks of those who know people, and of those in whose hands something of theirs may be. */
export type DeparturePorts = {
  /** What of theirs still runs; `id` as it is called outside. */
  readonly tiesOf: (ctx: Ctx, userId: string) => Promise<readonly { readonly kind: TieKind; readonly id: string | null }[]>;
  /** The deals and cases they are or were part of (raw ids), for legal holds. */
  readonly partOf: (ctx: Ctx, userId: string) => Promise<readonly string[]>;
  /** Whether anything of theirs is still on the market. */
  readonly isTrading: (ctx: Ctx, userId: string) => Promise<boolean>;
  /** Whether they are staff. */
  readonly holdsOffice: (ctx: Ctx, userId: string) => Promise<boolean>;
  /** What they type to say that they mean it. */
  readonly confirmOf: (ctx: Ctx, userId: string) => Promise<string>;
  /** Until the transaction ends nothing new begins with them. */
  readonly lockPerson: (tx: TxCtx, userId: string) => Promise<void>;
  /** Ends sessions, keys and ways in, and takes away who they were. `kept`: what stays, in their language. */
  readonly closeAccount: (tx: TxCtx, userId: string, how: { readonly kept: readonly string[] }) => Promise<boolean>;
};

export type RetentionPorts = {
  /** Every context's answer. Asked late: this context is one of them. */
  readonly abouts: () => readonly NamedAbout[];
  /** Every kind of record that goes with time. */
  readonly purgeables: () => readonly Purgeable[];
  /** The language a person reads; null for somebody who is gone. */
  readonly localeOf: (ctx: Ctx, userId: string) => Promise<Locale | null>;
  readonly departures: DeparturePorts;
};

/** What the worker's process supplies: where files lie. */
export type RetentionOutside = { readonly files: FileStore };
