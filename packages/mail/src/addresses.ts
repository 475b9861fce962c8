import { createHash } from "node:crypto";
import { bytes, type Ctx, now, reader, type TxCtx } from "@amanat/db";

/** The only writer of its tables (lint enforces it). An address is known by its digest: whoever has left leaves none here. */

/** `refused`: its server says that there is no such mailbox. `complained`: its reader called our mail unwanted. */
export type MailAddressState = "refused" | "complained";

/** A sender repeats a report for hours, not for weeks. */
const REPORT_DAYS = 7;
/** So many old reports go with each that comes. */
const FORGOTTEN = 50;

const digestOf = (address: string) => bytes(createHash("sha256").update(address.trim().toLowerCase()).digest());

/** Nothing but codes is sent to this address any more. */
export async function markAddress(tx: TxCtx, address: string, why: MailAddressState): Promise<void> {
  const at = await now(tx);
  const digest = digestOf(address);
  await tx.tx.mailAddress.upsert({ where: { digest }, create: { digest, why, at }, update: { why, at } });
}

/** What is known of an address; null when nothing speaks against it. */
export async function addressState(ctx: Ctx, address: string): Promise<MailAddressState | null> {
  const row = await reader(ctx).mailAddress.findUnique({ where: { digest: digestOf(address) }, select: { why: true } });
  return row === null ? null : (row.why as MailAddressState);
}

/** Those of these addresses that nothing speaks against. */
export async function workingAddresses(ctx: Ctx, addresses: readonly string[]): Promise<ReadonlySet<string>> {
  const digests = new Map(addresses.map((address) => [digestOf(address), address]));
  const marked = await reader(ctx).mailAddress.findMany({ where: { digest: { in: [...digests.keys()] } }, select: { digest: true } });
  const refused = new Set(marked.map(({ digest }) => Buffer.from(digest).toString("hex")));
  return new Set([...digests].filter(([digest]) => !refused.has(Buffer.from(digest).toString("hex"))).map(([, address]) => address));
}

/** Its reader has just proved that mail arrives there. */
export async function reachedAddress(tx: TxCtx, address: string): Promise<void> {
  await tx.tx.mailAddress.deleteMany({ where: { digest: digestOf(address) } });
}

/** Whether this report is new: of two at once, one is. */
export async function takeReport(tx: TxCtx, id: string): Promise<boolean> {
  const at = await now(tx);
  const taken = await tx.tx.mailReport.createMany({ data: [{ id, at }], skipDuplicates: true });
  const before = new Date(at.getTime() - REPORT_DAYS * 86_400_000);
  const old = await tx.tx.mailReport.findMany({ where: { at: { lt: before } }, select: { id: true }, take: FORGOTTEN });
  if (old.length > 0) await tx.tx.mailReport.deleteMany({ where: { id: { in: old.map((row) => row.id) } } });
  return taken.count === 1;
}
