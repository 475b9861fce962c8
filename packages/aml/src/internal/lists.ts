/** The only writer of stored lists. One of a source is current; those before it are kept by hash and date, without their addresses. */
import { audit, type Ctx, mendIncidents, newId, now, Prisma, reader, type RowOf, setting, type TxCtx } from "@amanat/db";
import { SETTINGS } from "../settings.ts";
import type { SdnList } from "./sdn-advanced.ts";

export type ListRow = RowOf<"SanctionList">;
export const SOURCE = "ofac";
const DAY_MS = 24 * 60 * 60_000;
/** Rows of one statement. */
const AT_ONCE = 5_000;

export function currentList(ctx: Ctx): Promise<ListRow | null> {
  return reader(ctx).sanctionList.findFirst({ where: { source: SOURCE, current: true } });
}

/** Until when a list counts: it was last seen to be the published one, and so many days may pass. */
export async function usableUntil(ctx: Ctx, { seenAt }: Pick<ListRow, "seenAt">): Promise<Date> {
  return new Date(seenAt.getTime() + (await setting(ctx, SETTINGS.maxAgeDays)) * DAY_MS);
}

export async function isListed(ctx: Ctx, { id: listId }: ListRow, address: string): Promise<boolean> {
  return (await reader(ctx).sanctionAddress.count({ where: { listId, address } })) > 0;
}

/** Whether this is the current list, which stays current until the transaction ends. */
export async function isCurrent(tx: TxCtx, sha256: string): Promise<boolean> {
  // Of two that would be current, one waits for the other at the index; whoever takes a list changes this row first.
  const rows = await tx.tx.$queryRaw<{ sha256: string }[]>`
    SELECT "sha256" FROM "SanctionList" WHERE "source" = ${SOURCE} AND "current" FOR SHARE`;
  return rows[0]?.sha256 === sha256;
}

/** Why a list is not taken in the place of the current one. */
export type Refused = "older" | "shorter";

/**
 * Takes a list as the current one. The same one again is only seen to be the published one still. An older one, or one that has lost more than
 * half of its addresses, is refused: a server that was rolled back or cut short would set everybody free. `anyLength`: an operator has looked.
 */
export async function takeList(
  tx: TxCtx,
  list: SdnList,
  { anyLength = false }: { anyLength?: boolean } = {},
): Promise<Refused | "taken" | "same"> {
  // One after the other, also where there is none yet.
  await tx.tx.$queryRaw`SELECT 1 FROM "ScreeningState" WHERE "id" = 1 FOR UPDATE`;
  const [before] = await tx.tx.$queryRaw<{ id: string; sha256: string; publishedOn: Date; addresses: number }[]>`
    SELECT "id", "sha256", "publishedOn", "addresses" FROM "SanctionList" WHERE "source" = ${SOURCE} AND "current" FOR UPDATE`;
  const seenAt = await now(tx);
  const mend = () => mendIncidents(tx, SOURCE, ["sanctions.stale", "sanctions.refused"]);
  if (before?.sha256 === list.sha256) {
    await tx.tx.sanctionList.updateMany({ where: { id: before.id }, data: { seenAt } });
    await mend();
    return "same";
  }
  if (before && list.publishedOn < before.publishedOn.toISOString().slice(0, 10)) return "older";
  if (before && list.addresses.size * 2 < before.addresses && !anyLength) return "shorter";
  if (before) {
    await tx.tx.sanctionList.updateMany({ where: { id: before.id }, data: { current: false } });
    await tx.tx.sanctionAddress.deleteMany({ where: { listId: before.id } });
  }
  const id = await insert(tx, list, seenAt);
  await audit(tx, {
    action: "sanctions.take",
    subjectKind: "sanction_list",
    subjectId: id,
    payload: {
      sha256: list.sha256,
      publishedOn: list.publishedOn,
      addresses: list.addresses.size,
      before: before?.sha256 ?? null,
      anyLength,
    },
  });
  await mend();
  return "taken";
}

async function insert(tx: TxCtx, list: SdnList, at: Date): Promise<string> {
  const id = newId();
  await tx.tx.sanctionList.create({
    data: {
      id,
      source: SOURCE,
      sha256: list.sha256,
      publishedOn: new Date(`${list.publishedOn}T00:00:00Z`),
      takenAt: at,
      seenAt: at,
      size: BigInt(list.size),
      addresses: list.addresses.size,
      current: true,
    },
  });
  const all = [...list.addresses];
  for (let from = 0; from < all.length; from += AT_ONCE) {
    const some = all.slice(from, from + AT_ONCE);
    await tx.tx.$executeRaw(Prisma.sql`INSERT INTO "SanctionAddress" ("listId", "address") SELECT ${id}::uuid, unnest(${some}::text[])`);
  }
  return id;
}

/** Lists that were current before, newest first. */
export function listsBefore(ctx: Ctx, take: number): Promise<ListRow[]> {
  return reader(ctx).sanctionList.findMany({ where: { source: SOURCE, current: false }, orderBy: { takenAt: "desc" }, take });
}
