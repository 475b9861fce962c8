import { DomainError, type UserActor, uuidOf, type WebhookState } from "@amanat/contracts";
import {
  type Ctx,
  lockRows,
  noteChange,
  now,
  Prisma,
  requireWay,
  type RowOf,
  rowsOf,
  timeIn,
  type Tx,
  type TxCtx,
  wayOf,
} from "@amanat/db";
import { ENDPOINT } from "../state.ts";

/** The only writer of endpoints (lint enforces it). */

export type EndpointRow = RowOf<"WebhookEndpoint">;

/** Leases and the next look are no decisions of anybody. */
const told = ({ lease: _lease, leaseUntil: _until, nextAt: _next, ...row }: EndpointRow): object => row;

function note(tx: TxCtx, before: EndpointRow | null, after: EndpointRow): void {
  noteChange(tx, { kind: "webhook", id: after.id, before: before && told(before), after: told(after) });
}

/** Whether this person keeps the endpoint: their own, or, for an admin, the tenant's. */
export function keeps({ userId, tenantId, roles }: UserActor, row: EndpointRow): boolean {
  if (row.tenantId !== tenantId) return false;
  return row.ofTenant ? roles.includes("admin") : row.ownerId === userId;
}

export async function insertEndpoint(tx: TxCtx, data: Prisma.WebhookEndpointUncheckedCreateInput): Promise<EndpointRow> {
  const row = await tx.tx.webhookEndpoint.create({ data });
  note(tx, null, row);
  return row;
}

async function locked(tx: TxCtx, id: string | null): Promise<EndpointRow | null> {
  if (id === null) return null;
  const from = Prisma.sql`"WebhookEndpoint" e WHERE e."id" = ${id}::uuid FOR UPDATE OF e`;
  const [row] = await lockRows(tx, { e: "WebhookEndpoint" }, from);
  return row?.e ?? null;
}

/** Locks an endpoint that this person keeps. Errors: NOT_FOUND (somebody else's, deleted, unknown). */
export async function lockKept(tx: TxCtx, user: UserActor, webhookId: string): Promise<EndpointRow> {
  const row = await locked(tx, uuidOf("webhook", webhookId));
  if (!row || row.status === "deleted" || !keeps(user, row)) throw new DomainError("NOT_FOUND");
  return row;
}

type Change = Omit<Prisma.WebhookEndpointUncheckedUpdateManyInput, "status" | "version" | "types"> & { types?: string[] };

/** What the keeper changes raises the version that the next one has to name. Errors: VERSION_CONFLICT. */
export async function changeKept(tx: TxCtx, row: EndpointRow, data: Change & { status?: WebhookState }): Promise<EndpointRow> {
  const [after] = await tx.tx.webhookEndpoint.updateManyAndReturn({
    where: { id: row.id, status: row.status, version: row.version },
    data: { ...data, version: { increment: 1 } },
  });
  if (!after) throw new DomainError("VERSION_CONFLICT");
  note(tx, row, after);
  return after;
}

/** The state an endpoint is in after its keeper's word. Errors: INVALID_STATE. */
export const afterKeeper = (row: EndpointRow, on: "pause" | "resume" | "delete"): WebhookState =>
  wayOf(ENDPOINT, row.status as WebhookState, on, "keeper").to;

/** How many endpoints are due, at most `most`: one cheap question, without a transaction. */
export async function dueCount(ctx: Ctx, most: number): Promise<number> {
  const [row] = await rowsOf<{ n: number }>(
    ctx,
    Prisma.sql`SELECT count(*)::int AS n FROM (
      SELECT FROM "WebhookEndpoint" WHERE "nextAt" <= ${await timeIn(ctx)} AND "status" IN ('active', 'failing') LIMIT ${most}) due`,
  );
  return row?.n ?? 0;
}

/** Takes the endpoint that is due the longest, for one worker. Null when none is. */
export async function leaseDue(tx: TxCtx, lease: string, seconds: number): Promise<EndpointRow | null> {
  const at = await now(tx);
  const [row] = await tx.tx.$queryRaw<{ id: string }[]>`
    SELECT "id"::text FROM "WebhookEndpoint"
    WHERE "nextAt" <= ${at} AND "status" IN ('active', 'failing') AND ("leaseUntil" IS NULL OR "leaseUntil" <= ${at})
    ORDER BY "nextAt" LIMIT 1 FOR UPDATE SKIP LOCKED`;
  if (!row) return null;
  const leaseUntil = new Date(at.getTime() + seconds * 1_000);
  return tx.tx.webhookEndpoint.update({ where: { id: row.id }, data: { lease, leaseUntil } });
}

/** Locks an endpoint as the worker that has it on lease; null when it has it no more, or nothing may be sent to it. */
export async function lockLeased(tx: TxCtx, id: string, lease: string): Promise<EndpointRow | null> {
  const row = await locked(tx, id);
  return row?.lease === lease && (row.status === "active" || row.status === "failing") ? row : null;
}

/** An endpoint that nothing is sent to: no failure counts, nothing is due, and no worker holds it. */
export const AT_REST = { failures: 0, failingSince: null, nextAt: null, lease: null, leaseUntil: null } as const;

/** What an answer, or its absence, changes. The keeper's version stays: they have decided nothing. */
export async function answered(tx: TxCtx, row: EndpointRow, data: Change & { status: WebhookState }): Promise<void> {
  requireWay(ENDPOINT, row.status as WebhookState, data.status);
  await tx.tx.webhookEndpoint.updateMany({ where: { id: row.id, status: row.status, lease: row.lease }, data });
}

/** Gives the lease back; `next`: when it is looked at again. */
export async function release(tx: TxCtx, row: EndpointRow, next: Date | null): Promise<void> {
  await tx.tx.webhookEndpoint.updateMany({
    where: { id: row.id, lease: row.lease },
    data: { lease: null, leaseUntil: null, nextAt: next },
  });
}

/** Something waits for these endpoints: they are due now, unless they are due at some time already. */
export async function wake(tx: { readonly tx: Tx }, ids: readonly string[], at: Date): Promise<void> {
  await tx.tx.webhookEndpoint.updateMany({ where: { id: { in: [...ids] }, nextAt: null }, data: { nextAt: at } });
}

/** Removes a person's own endpoints and what they said of them, once they go. What waits for them is dropped with its endpoint. */
export function eraseEndpoints(tx: TxCtx, ownerId: string): Promise<number> {
  return tx.tx.$executeRaw`
    UPDATE "WebhookEndpoint" SET "status" = 'deleted', "url" = '', "description" = '', "deletedAt" = coalesce("deletedAt", statement_timestamp()),
      "pausedBy" = NULL, "pausedAt" = NULL, "failures" = 0, "failingSince" = NULL, "nextAt" = NULL, "lease" = NULL, "leaseUntil" = NULL,
      "version" = "version" + 1
    WHERE "ownerId" = ${ownerId}::uuid AND NOT "ofTenant" AND ("status" <> 'deleted' OR "url" <> '')`;
}
