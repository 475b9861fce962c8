import { DomainError, type DepartureBlock, type DepartureState, type DepartureView } from "@amanat/contracts";
import { appendEvents, type Ctx, noteChange, now, type Prisma, reader, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { DEPARTURE } from "../state.ts";

/** The only writer of deletions of accounts (lint enforces it). */

export type DepartureRow = RowOf<"Departure">;

const told = ({ nextAt: _next, ...row }: DepartureRow): object => row;
const note = (tx: TxCtx, before: DepartureRow | null, after: DepartureRow): void =>
  noteChange(tx, { kind: "departure", id: after.id, before: before && told(before), after: told(after) });

/** Says to its person how far it has come. In nobody's name: whoever asked may be somebody else who is in the account. */
async function say(tx: TxCtx, { userId, dueAt, status, why }: DepartureRow): Promise<void> {
  const payload = { status: status as DepartureState, dueAt: dueAt.toISOString(), why: why as DepartureBlock | null };
  const channels = [`user:${userId}`];
  await appendEvents(tx, [{ type: "departure.changed.v1", subjectId: userId, payload, channels, actorRole: "system" }]);
}

/** Errors: INVALID_STATE (one is under way). */
export async function insertDeparture(tx: TxCtx, data: Prisma.DepartureCreateManyInput): Promise<DepartureRow> {
  const [row] = await tx.tx.departure.createManyAndReturn({ data: [data], skipDuplicates: true });
  if (!row) throw new DomainError("INVALID_STATE");
  note(tx, null, row);
  await say(tx, row);
  return row;
}

type Change = Omit<Prisma.DepartureUncheckedUpdateManyInput, "status" | "version">;

/** Errors: INVALID_STATE, VERSION_CONFLICT (somebody else has moved it meanwhile). */
export async function moveDeparture(tx: TxCtx, row: DepartureRow, status: DepartureState, data: Change): Promise<DepartureRow> {
  requireWay(DEPARTURE, row.status as DepartureState, status);
  const [after] = await tx.tx.departure.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, status, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  // A pass changes nothing that anybody is told of.
  if (status !== row.status) {
    note(tx, row, after);
    await say(tx, after);
  }
  return after;
}

/** Looks at it again later. */
export async function postpone(tx: TxCtx, row: DepartureRow, ms: number): Promise<void> {
  const nextAt = new Date((await now(tx)).getTime() + ms);
  await tx.tx.departure.updateMany({ where: { id: row.id, version: row.version, status: row.status }, data: { nextAt } });
}

/** Takes the one that is due the longest, for as long as a lease. Null when none is. */
export async function leaseDeparture(tx: TxCtx, leaseMs: number): Promise<DepartureRow | null> {
  const at = await now(tx);
  const [due] = await tx.tx.$queryRaw<{ id: string; version: number }[]>`
    SELECT "id"::text, "version" FROM "Departure" WHERE "nextAt" <= ${at} ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!due) return null;
  // Its person has read the version, and may take it back meanwhile: a lease is no change of theirs.
  const [row] = await tx.tx.departure.updateManyAndReturn({ where: due, data: { nextAt: new Date(at.getTime() + leaseMs) } });
  return row ?? null;
}

/** As it is now, locked until the transaction ends; null when it is not any more as it was read. */
export async function lockDeparture(tx: TxCtx, { id, version, status }: DepartureRow): Promise<DepartureRow | null> {
  await tx.tx.$queryRaw`SELECT 1 FROM "Departure" WHERE "id" = ${id}::uuid FOR UPDATE`;
  return tx.tx.departure.findFirst({ where: { id, version, status } });
}

/** The one a person asked for last. */
export function lastDeparture(ctx: Ctx, userId: string): Promise<DepartureRow | null> {
  return reader(ctx).departure.findFirst({ where: { userId }, orderBy: { at: "desc" } });
}

/** A person's own that waits, locked until the transaction ends. */
export async function lockAsked(tx: TxCtx, userId: string): Promise<DepartureRow | null> {
  const [row] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "Departure" WHERE "userId" = ${userId}::uuid AND "status" = 'asked' FOR UPDATE`;
  return row ? tx.tx.departure.findFirst({ where: { id: row.id, status: "asked" } }) : null;
}

export function departureView(row: DepartureRow): DepartureView {
  return {
    status: row.status as DepartureState,
    askedAt: row.at.toISOString(),
    dueAt: row.dueAt.toISOString(),
    endedAt: row.endedAt?.toISOString() ?? null,
    why: row.why as DepartureBlock | null,
    version: row.version,
  };
}
