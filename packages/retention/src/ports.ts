import type { Locale } from "@amanat/contracts";
import type { About, Ctx, Purgeable } from "@amanat/db";
import type { FileStore } from "@amanat/files";

/** A context, and what it holds about a person. */
export type NamedAbout = { readonly name: string; readonly about: About };

export type RetentionPorts = {
  /** Every context's answer. Asked late: this context is one of them. */
  readonly abouts: () => readonly NamedAbout[];
  /** Every kind of record that goes with time. */
  readonly purgeables: () => readonly Purgeable[];
  /** The language a person reads; null for somebody who is gone. */
  readonly localeOf: (ctx: Ctx, userId: string) => Promise<Locale | null>;
};

/** What the worker's process supplies: where files lie. */
export type RetentionOutside = { readonly files: FileStore };
