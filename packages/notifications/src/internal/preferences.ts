import { DomainError, type NoticeChannel, type NoticeDigest, type NoticeGroup } from "@amanat/contracts";
import { type Ctx, noteChange, now, reader, type RowOf, type TxCtx } from "@amanat/db";
import { switchOf, USUAL, type Wishes } from "../rules.ts";

/** The only writer of preferences (lint enforces it). */

type Row = RowOf<"NoticePreference">;
export type Stored = Wishes & { readonly version: number };

const wishesIn = (row: Row): Stored => ({
  off: row.off,
  quiet: row.quietFrom === null || row.quietTo === null ? null : { from: row.quietFrom, to: row.quietTo },
  digest: row.digest as NoticeDigest,
  version: row.version,
});

/** What these people have chosen; what is usual for whoever has chosen nothing. */
export async function wishesOf(ctx: Ctx, ids: readonly string[]): Promise<(id: string) => Stored> {
  const rows = await reader(ctx).noticePreference.findMany({ where: { userId: { in: [...ids] } } });
  const known = new Map(rows.map((row) => [row.userId, wishesIn(row)]));
  return (id) => known.get(id) ?? { ...USUAL, version: 0 };
}

/** A person's choices one after the other, also where there is no row yet. */
async function lockChoices(tx: TxCtx, userId: string): Promise<Stored> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`notice preferences of ${userId}`}, 0))`;
  return (await wishesOf(tx, [userId]))(userId);
}

async function write(tx: TxCtx, userId: string, before: Stored, wishes: Wishes): Promise<Stored> {
  const { off, quiet, digest } = wishes;
  const data = {
    off: [...off],
    quietFrom: quiet?.from ?? null,
    quietTo: quiet?.to ?? null,
    digest,
    version: before.version + 1,
    updatedAt: await now(tx),
  };
  const row = await tx.tx.noticePreference.upsert({
    where: { userId },
    create: { userId, tenantId: tx.actor.tenantId, ...data },
    update: data,
  });
  noteChange(tx, { kind: "notice_preference", id: userId, before: before.version === 0 ? null : before, after: wishesIn(row) });
  return wishesIn(row);
}

/** Changes a person's choices, from what they were. Errors: VERSION_CONFLICT. */
export async function choose(tx: TxCtx, userId: string, version: number, chosen: (before: Wishes) => Wishes): Promise<Stored> {
  const before = await lockChoices(tx, userId);
  if (before.version !== version) throw new DomainError("VERSION_CONFLICT");
  return write(tx, userId, before, chosen(before));
}

/** Switches one thing off; what is off already stays as it is. */
export async function switchOff(tx: TxCtx, userId: string, group: NoticeGroup, channel: NoticeChannel): Promise<void> {
  const before = await lockChoices(tx, userId);
  const one = switchOf(group, channel);
  if (!before.off.includes(one)) await write(tx, userId, before, { ...before, off: [...before.off, one] });
}

/** Of somebody who goes. */
export async function forgetWishes(tx: TxCtx, userId: string): Promise<number> {
  const { count } = await tx.tx.noticePreference.deleteMany({ where: { userId } });
  return count;
}
