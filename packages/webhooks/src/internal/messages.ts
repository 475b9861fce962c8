import { type AttemptFailure, DomainError, type MessageState, publicId } from "@amanat/contracts";
import { newId, type Prisma, requireWay, type RowOf, type TxCtx } from "@amanat/db";
import { KEPT_MS, LIFE_MS } from "../rules.ts";
import { MESSAGE } from "../state.ts";

/** The only writer of messages and attempts (lint enforces it). */

export type MessageRow = RowOf<"WebhookMessage">;

export type NewMessage = Pick<MessageRow, "tenantId" | "endpointId" | "seq" | "subjectId" | "type" | "body">;

/** Messages of events, each once for an endpoint. Their life begins now, whenever the event was. */
export async function insertMessages(tx: TxCtx, messages: readonly NewMessage[], at: Date): Promise<void> {
  const expiresAt = new Date(at.getTime() + LIFE_MS);
  const data = messages.map((message) => ({ ...message, id: newId(), createdAt: at, expiresAt }));
  await tx.tx.webhookMessage.createMany({ data, skipDuplicates: true });
}

/** A number for a message that is no event's: behind everything that has happened. */
export async function nextSeq(tx: TxCtx): Promise<bigint> {
  const [row] = await tx.tx.$queryRaw<{ seq: bigint }[]>`SELECT nextval('event_seq') AS seq`;
  return row?.seq ?? 0n;
}

/** The messages that wait, in order. */
export function waitingOf(tx: TxCtx, endpointId: string, most: number): Promise<MessageRow[]> {
  return tx.tx.webhookMessage.findMany({ where: { endpointId, status: "waiting" }, orderBy: { seq: "asc" }, take: most });
}

/** What waited for longer than it is worth sending. */
export async function expireMessages(tx: TxCtx, endpointId: string, at: Date): Promise<void> {
  await tx.tx.webhookMessage.updateMany({ where: { endpointId, status: "waiting", expiresAt: { lte: at } }, data: { status: "expired" } });
}

export type Attempt = {
  readonly at: Date;
  readonly ms: number;
  readonly status: number | null;
  readonly failure: AttemptFailure | null;
  readonly answer: string;
};

/** Writes down an attempt, and the state it left its message in. One that is not waiting any more keeps its state. */
export async function noteAttempt(tx: TxCtx, message: MessageRow, attempt: Attempt, to: MessageState): Promise<void> {
  if (to !== "waiting") requireWay(MESSAGE, "waiting", to);
  const { status, ...rest } = attempt;
  await tx.tx.webhookAttempt.create({ data: { ...rest, code: status, id: newId(), messageId: message.id } });
  await tx.tx.webhookMessage.updateMany({
    where: { id: message.id, status: "waiting" },
    data: {
      status: to,
      attempts: { increment: 1 },
      lastStatus: status,
      failure: attempt.failure,
      ...(to === "delivered" ? { deliveredAt: attempt.at } : {}),
    },
  });
}

/** An endpoint that is deleted gets nothing any more. */
export async function dropMessages(tx: TxCtx, endpointId: string): Promise<void> {
  requireWay(MESSAGE, "waiting", "dropped");
  await tx.tx.webhookMessage.updateMany({ where: { endpointId, status: "waiting" }, data: { status: "dropped" } });
}

const OVER: readonly MessageState[] = ["delivered", "refused", "expired"];

/** Messages that wait once more, with their ids. Those that wait already are left as they are, so a second call adds nothing. */
export async function sendAgain(tx: TxCtx, where: Prisma.WebhookMessageWhereInput, at: Date): Promise<number> {
  for (const state of OVER) requireWay(MESSAGE, state, "waiting");
  const { count } = await tx.tx.webhookMessage.updateMany({
    where: { ...where, status: { in: [...OVER] } },
    data: { status: "waiting", expiresAt: new Date(at.getTime() + LIFE_MS), deliveredAt: null },
  });
  return count;
}

/** Errors: INVALID_STATE (it waits). */
export async function sendOneAgain(tx: TxCtx, { id }: MessageRow, at: Date): Promise<void> {
  if ((await sendAgain(tx, { id }, at)) === 0) throw new DomainError("INVALID_STATE");
}

/** Forgets messages that are older than they are shown, some at a time. Returns how many. */
export async function forgetMessages(tx: TxCtx, at: Date, most: number): Promise<number> {
  const before = new Date(at.getTime() - KEPT_MS);
  return tx.tx.$executeRaw`
    WITH old AS (
      SELECT "id" FROM "WebhookMessage" WHERE "createdAt" < ${before} AND "status" <> 'waiting' ORDER BY "createdAt" LIMIT ${most} FOR UPDATE SKIP LOCKED
    ), tries AS (DELETE FROM "WebhookAttempt" WHERE "messageId" IN (SELECT "id" FROM old))
    DELETE FROM "WebhookMessage" WHERE "id" IN (SELECT "id" FROM old)`;
}

/** As receivers know it: the `webhook-id` of all its attempts. */
export const messageName = ({ id }: Pick<MessageRow, "id">): string => publicId("message", id);

/** Forgets these messages with their attempts; what waits is left. Returns how many. */
export function forgetThese(tx: TxCtx, ids: readonly string[]): Promise<number> {
  return tx.tx.$executeRaw`
    WITH old AS (
      SELECT "id" FROM "WebhookMessage" WHERE "id" = ANY (${[...ids]}::uuid[]) AND "status" <> 'waiting'
    ), tries AS (DELETE FROM "WebhookAttempt" WHERE "messageId" IN (SELECT "id" FROM old))
    DELETE FROM "WebhookMessage" WHERE "id" IN (SELECT "id" FROM old)`;
}

/** Messages of a pass. */
const ERASED = 500;

/** Forgets what was or would be sent to a person's own endpoints, once they go: the endpoints are removed already. Returns how many messages. */
export function eraseMessages(tx: TxCtx, ownerId: string): Promise<number> {
  return tx.tx.$executeRaw`
    WITH old AS (
      SELECT m."id" FROM "WebhookMessage" m JOIN "WebhookEndpoint" e ON e."id" = m."endpointId"
      WHERE e."ownerId" = ${ownerId}::uuid AND NOT e."ofTenant" AND e."status" = 'deleted' LIMIT ${ERASED}::int
    ), tries AS (DELETE FROM "WebhookAttempt" WHERE "messageId" IN (SELECT "id" FROM old))
    DELETE FROM "WebhookMessage" WHERE "id" IN (SELECT "id" FROM old)`;
}
