import { type EntryKind, folded } from "@amanat/contracts";
import { type Ctx, type Json, newId, Prisma, readRows, type RowOf, type TxCtx } from "@amanat/db";
import { digestOf, hashOf, newSalt } from "./chain.ts";
import { type Head, moveHead } from "./heads.ts";

/** The only writer of entries (lint enforces it). */

export type Entry = RowOf<"ConversationEntry">;

type Said = {
  readonly kind: Exclude<EntryKind, "system">;
  readonly authorId: string;
  readonly clientId: string;
  readonly ref: number | null;
  readonly text: string;
  readonly fileIds: readonly string[];
  readonly warnings: readonly string[];
  readonly at: Date;
};
type Happened = { readonly clientId: string; readonly event: Json; readonly at: Date };

/** Adds what somebody said to the end of the chain. The head is locked. */
export async function addSaid(tx: TxCtx, head: Head, said: Said): Promise<Entry> {
  const salt = newSalt();
  const digest = digestOf({ salt, text: said.text, fileIds: said.fileIds });
  const { fileIds, warnings } = said;
  return add(tx, head, { ...said, salt, folded: folded(said.text), fileIds: [...fileIds], warnings: [...warnings], event: null, digest });
}

/** Adds what happened to the deal. The head is locked. */
export async function addHappened(tx: TxCtx, head: Head, { clientId, event, at }: Happened): Promise<Entry> {
  const nobody = { kind: "system", authorId: null, ref: null, salt: null, text: null, folded: null, fileIds: [], warnings: [] } as const;
  return add(tx, head, { ...nobody, fileIds: [], warnings: [], clientId, event, at, digest: digestOf({ event }) });
}

type New = Omit<Entry, "conversationId" | "seq" | "id" | "hash" | "kind" | "event"> & {
  readonly kind: EntryKind;
  readonly event: Json | null;
};

async function add(tx: TxCtx, head: Head, data: New): Promise<Entry> {
  const seq = head.seq + 1;
  const hash = hashOf(head.hash, head.id, { ...data, seq }, data.digest);
  const row = { ...data, conversationId: head.id, seq, id: newId(), hash };
  const { event, ...rest } = row;
  await tx.tx.conversationEntry.create({ data: event === null ? rest : { ...rest, event: event as Prisma.InputJsonValue } });
  await moveHead(tx, head, { seq, hash, lastAt: data.at });
  head.seq = seq;
  head.hash = hash;
  return { ...row, event: row.event as Entry["event"] };
}

export const entriesWhere = async (ctx: Ctx, where: Prisma.Sql): Promise<Entry[]> =>
  (await readRows(ctx, { e: "ConversationEntry" }, Prisma.sql`"ConversationEntry" e WHERE ${where}`)).map(({ e }) => e);

/** What this person has sent under this id. */
export async function entryByClient(ctx: Ctx, head: Head, authorId: string, clientId: string): Promise<Entry | null> {
  const [entry] = await entriesWhere(
    ctx,
    Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."authorId" = ${authorId}::uuid AND e."clientId" = ${clientId}`,
  );
  return entry ?? null;
}

export async function entryAt(ctx: Ctx, head: Head, seq: number): Promise<Entry | null> {
  const [entry] = await entriesWhere(ctx, Prisma.sql`e."conversationId" = ${head.id}::uuid AND e."seq" = ${seq}::int`);
  return entry ?? null;
}

/** Takes away what was said in a message and in all of its edits. What remains is that it was said, by whom and when. */
export async function takeAway(tx: TxCtx, head: Head, seq: number): Promise<void> {
  await tx.tx.$executeRaw`
    UPDATE "ConversationEntry" SET "salt" = NULL, "text" = NULL, "folded" = NULL, "fileIds" = '{}'
    WHERE "conversationId" = ${head.id}::uuid AND ("seq" = ${seq} OR ("ref" = ${seq} AND "kind" = 'edit'))`;
}
