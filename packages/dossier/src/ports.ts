import type { Readable } from "node:stream";
import type { DossierPart, Locale, PartyRole } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { DossierKey } from "./internal/signing.ts";

/** A head of the ledger's chain as it was told outside the database. */
export type ToldHead = { readonly n: bigint; readonly hash: string; readonly at: Date };
/** What a process that makes records brings along: where heads were told; null where they are told nowhere. */
export type Outside = { readonly ledgerAnchors: { all(): AsyncIterable<ToldHead> } | null };

/** One part of a deal's record, of the context that it belongs to. It is asked by our own process, once for each record, and read to its end. */
export type Part = (ctx: Ctx, dealId: string, outside: Outside) => AsyncIterable<object>;

/** A file that belongs to the record: what is said of it, and where its bytes lie; null where they are gone. */
export type RecordFile = {
  readonly id: string;
  readonly fileName: string;
  readonly type: string;
  readonly size: number;
  readonly by: string;
  readonly at: Date;
  readonly path: string | null;
};

/** What the page for people names. */
export type RecordFacts = {
  readonly title: string;
  readonly assets: ReadonlyMap<string, { readonly symbol: string; readonly decimals: number }>;
  readonly people: readonly { readonly id: string; readonly name: string; readonly role: PartyRole; readonly locale: Locale }[];
};

/** What the other contexts know of a deal, supplied by the composition. */
export type DossierSource = {
  /** Whether the caller may have this deal's record: its parties, who decides about it, and admins. */
  readonly mayRead: (ctx: Ctx, dealId: string) => Promise<boolean>;
  readonly facts: (ctx: Ctx, dealId: string) => Promise<RecordFacts | null>;
  /** Whether a block holds all that is booked: a record is made of what is sealed. */
  readonly isSealed: (ctx: Ctx, dealId: string) => Promise<boolean>;
  readonly parts: Readonly<Record<Exclude<DossierPart, "files">, Part>>;
  readonly files: (ctx: Ctx, dealId: string) => Promise<readonly RecordFile[]>;
};

/** Where files lie. */
export type Storage = {
  write(path: string, content: Readable, options: { mimeType: string }): Promise<void>;
  read(path: string): Promise<Readable>;
  deleteFile(path: string): Promise<void>;
};

export type DossierCall = { readonly services: { readonly files: { readonly storage: Storage } } };
/** What the worker's process supplies: where files lie, the key that records are signed with, and the address of its pages. */
export type DossierOutside = Outside & {
  readonly files: { readonly storage: Storage };
  readonly dossiers: { readonly key: DossierKey; readonly origin: string };
};
