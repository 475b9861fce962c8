import { type AttemptFailure, DomainError, type MessageView, publicId, type UserActor, uuidOf, type WebhookView } from "@amanat/contracts";
import { type Ctx, reader, rowsOf, Prisma } from "@amanat/db";
import { type EndpointRow, keeps } from "./endpoints.ts";
import type { MessageRow } from "./messages.ts";

/** Counting stops here. */
const MOST_COUNTED = 1_000;

const iso = (date: Date | null): string | null => date?.toISOString() ?? null;

/** How many messages wait, of each endpoint, by the index of those that do. */
async function waitingCounts(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, number>> {
  const rows = await rowsOf<{ id: string; n: number }>(
    ctx,
    Prisma.sql`SELECT e.id::text, w.n FROM unnest(${[...ids]}::uuid[]) AS e(id) CROSS JOIN LATERAL (
      SELECT count(*)::int AS n FROM (SELECT FROM "WebhookMessage" m WHERE m."endpointId" = e.id AND m."status" = 'waiting' LIMIT ${MOST_COUNTED}) m) w`,
  );
  return new Map(rows.map(({ id, n }) => [id, n]));
}

export async function webhookViews(ctx: Ctx, rows: readonly EndpointRow[]): Promise<WebhookView[]> {
  const counts = await waitingCounts(
    ctx,
    rows.map(({ id }) => id),
  );
  return rows.map((row) => ({
    id: publicId("webhook", row.id),
    url: row.url,
    description: row.description,
    types: row.types,
    of: row.ofTenant ? "tenant" : "me",
    plainSignature: row.plainSignature,
    state: row.status as WebhookView["state"],
    pausedBy: row.pausedBy as WebhookView["pausedBy"],
    failingSince: iso(row.failingSince),
    nextAt: iso(row.nextAt),
    waiting: counts.get(row.id) ?? 0,
    formerSecretUntil: iso(row.formerUntil),
    createdAt: row.createdAt.toISOString(),
    version: row.version,
  }));
}

export async function webhookView(ctx: Ctx, row: EndpointRow): Promise<WebhookView> {
  const [view] = await webhookViews(ctx, [row]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}

/** As the column has it, whose values the database checks. */
export const failureOf = ({ failure }: { failure: string | null }): AttemptFailure | null => failure as AttemptFailure | null;

export function messageView(row: MessageRow): MessageView {
  return {
    id: publicId("message", row.id),
    type: row.type,
    state: row.status as MessageView["state"],
    attempts: row.attempts,
    status: row.lastStatus,
    failure: failureOf(row),
    createdAt: row.createdAt.toISOString(),
    expiresAt: row.expiresAt.toISOString(),
    deliveredAt: iso(row.deliveredAt),
  };
}

/** An endpoint that this person keeps, deleted ones excluded. Errors: NOT_FOUND. */
export async function keptEndpoint(ctx: Ctx, user: UserActor, webhookId: string): Promise<EndpointRow> {
  const id = uuidOf("webhook", webhookId);
  const row = id === null ? null : await reader(ctx).webhookEndpoint.findUnique({ where: { id } });
  if (!row || row.status === "deleted" || !keeps(user, row)) throw new DomainError("NOT_FOUND");
  return row;
}

/** A message of an endpoint that this person keeps. Errors: NOT_FOUND. */
export async function keptMessage(ctx: Ctx, user: UserActor, messageId: string): Promise<{ message: MessageRow; endpoint: EndpointRow }> {
  const id = uuidOf("message", messageId);
  const message = id === null ? null : await reader(ctx).webhookMessage.findUnique({ where: { id } });
  if (!message) throw new DomainError("NOT_FOUND");
  return { message, endpoint: await keptEndpoint(ctx, user, publicId("webhook", message.endpointId)) };
}
