import { randomBytes } from "node:crypto";
import type { CaseRole, RecordKind } from "@amanat/contracts";
import { bytes, canonicalJson, type Ctx, hashedParts, type Json, Prisma, readRows, type RowOf, type TxCtx } from "@amanat/db";

/** The only writer of a case's record (lint enforces it). What it says is hashed as it is added, each entry with the one before it. */

export type Entry = RowOf<"DisputeEntry">;

/** What somebody said or did in a case. */
export type Said = {
  readonly kind: RecordKind;
  readonly by: CaseRole;
  /** Null for the system. */
  readonly author: { readonly userId: string; readonly name: string } | null;
  readonly text?: string;
  readonly data?: Readonly<Record<string, Json>>;
  readonly fileId?: string;
};

/** Where a case's chain begins. */
export const beginningOf = (caseId: string): Uint8Array<ArrayBuffer> => hashedParts(["amanat case 1", caseId]);

/** Of what was said, salted so that nobody can find out by guessing what an erased entry said. */
export function digestOf({ salt, text }: { salt: Uint8Array; text: string }): Uint8Array<ArrayBuffer> {
  return hashedParts(["text", salt, text]);
}

type Link = Pick<Entry, "caseId" | "seq" | "kind" | "by" | "authorId" | "name" | "at" | "data" | "fileId" | "digest">;

/** Of an entry and all before it. */
export function hashOf(
  previous: Uint8Array,
  { caseId, seq, kind, by, authorId, name, at, data, fileId, digest }: Link,
): Uint8Array<ArrayBuffer> {
  const said = canonicalJson(data);
  return hashedParts([previous, caseId, String(seq), kind, by, authorId ?? "", name, at.toISOString(), said, fileId ?? "", digest]);
}

/** Adds an entry to the end of a case's chain, whose row the caller has locked and writes. Returns the new end. */
export async function addEntry(
  tx: TxCtx,
  end: { readonly id: string; readonly seq: number; readonly hash: Uint8Array },
  { kind, by, author, text = "", data = {}, fileId = null }: Omit<Said, "fileId"> & { readonly fileId?: string | null },
  at: Date,
): Promise<{ seq: number; hash: Uint8Array<ArrayBuffer> }> {
  const salt = bytes(randomBytes(16));
  const seq = end.seq + 1;
  const digest = digestOf({ salt, text });
  const said = {
    caseId: end.id,
    seq,
    kind,
    at,
    by,
    authorId: author?.userId ?? null,
    name: author?.name ?? "Amanat",
    data: data as Prisma.JsonObject,
    fileId,
  };
  const hash = hashOf(end.hash, { ...said, digest });
  await tx.tx.disputeEntry.create({ data: { ...said, data: data as Prisma.InputJsonObject, salt, text, digest, hash } });
  return { seq, hash };
}

/** So many entries of a case after a place, in order. Does no access check: the caller has done it. */
export async function entriesAfter(ctx: Ctx, caseId: string, after: number, most: number): Promise<Entry[]> {
  const rows = await readRows(
    ctx,
    { e: "DisputeEntry" },
    Prisma.sql`"DisputeEntry" e WHERE e."caseId" = ${caseId}::uuid AND e."seq" > ${after}::int ORDER BY e."seq" LIMIT ${most}`,
  );
  return rows.map(({ e }) => e);
}

/** How many pieces of evidence a side has brought. */
export function evidenceOf(ctx: Ctx, caseId: string, by: CaseRole): Promise<number> {
  const kind = { in: ["file", "message", "transaction"] };
  return ctx.tx === null
    ? ctx.db.prisma.disputeEntry.count({ where: { caseId, by, kind } })
    : ctx.tx.disputeEntry.count({ where: { caseId, by, kind } });
}
