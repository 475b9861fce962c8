import { signMessage } from "@amanat/payment/amn-scanner";
import type { Pool } from "pg";
import type { Logger } from "pino";
import * as z from "zod";
import { rowsOf } from "./sql.ts";

export type OutboxOptions = { pool: Pool; chain: string; url: string; secret: string; log: Logger; timeoutMs?: number };

const dueRow = z.object({ delivery_id: z.string(), event: z.string(), body: z.string(), attempts: z.number() });
type Due = z.output<typeof dueRow>;

/** Transfers whose webhooks travel at the same time; within one transfer they go one by one. */
const AT_ONCE = 16;
/** Webhooks taken in one look: a look reads all that wait, and after a long absence that is a great many. */
const A_LOOK = 128;

/**
 * Sends what is due: of every transaction the oldest undelivered webhook, so that its news arrive in order, and every target's
 * first before any one's second, so that a flood at one queues behind everybody else's news.
 * At least once: a webhook is marked only after the product's 2xx, and the delivery id stays the same in every try.
 * Two scanners may send the same one while one takes over from the other: what one has delivered, the other leaves as it is.
 * Answers how many were delivered.
 */
export async function deliverDue(options: OutboxOptions): Promise<number> {
  const due = rowsOf(
    dueRow,
    await options.pool.query(
      `select delivery_id, event, body, attempts
       from (
         select *, row_number() over (partition by target_id order by seq) as turn
         from (select distinct on (transfer_key) * from scanner.webhook_outbox where chain = $1 and delivered_at is null order by transfer_key, seq) as oldest
         where next_at <= clock_timestamp()
       ) as due
       order by turn, seq limit $2`,
      [options.chain, A_LOOK],
    ),
  );
  // Sixteen hands take from one pile.
  const pile = due.values();
  const hand = async (): Promise<number> => {
    let delivered = 0;
    for (const webhook of pile) if (await deliver(options, webhook)) delivered += 1;
    return delivered;
  };
  const delivered = await Promise.all(Array.from({ length: AT_ONCE }, hand));
  return delivered.reduce((all, own) => all + own, 0);
}

/** How many webhooks wait, by chain. */
export async function undeliveredOf(pool: Pool): Promise<Map<string, number>> {
  const counted = await pool.query(
    "select chain, count(*)::int as n from scanner.webhook_outbox where delivered_at is null group by chain",
  );
  return new Map(rowsOf(z.object({ chain: z.string(), n: z.number() }), counted).map(({ chain, n }) => [chain, n]));
}

async function deliver(options: OutboxOptions, webhook: Due): Promise<boolean> {
  const failure = await post(options, webhook);
  if (failure === null) {
    const { rowCount } = await options.pool.query(
      `update scanner.webhook_outbox set delivered_at = clock_timestamp(), failure = null, attempts = attempts + 1
       where delivery_id = $1 and delivered_at is null`,
      [webhook.delivery_id],
    );
    return rowCount === 1;
  }
  options.log.warn(
    { delivery: webhook.delivery_id, event: webhook.event, attempts: webhook.attempts + 1, failure },
    "webhook not delivered",
  );
  await options.pool.query(
    `update scanner.webhook_outbox
     set attempts = attempts + 1, failure = $2, next_at = clock_timestamp() + $3 * interval '1 millisecond'
     where delivery_id = $1 and delivered_at is null`,
    [webhook.delivery_id, failure, backoffMs(webhook.attempts)],
  );
  return false;
}

/**
 * Wait before the next try, in ms: doubling from a quarter second to five seconds while the product may be
 * restarting, five minutes once it has been away for long.
 */
function backoffMs(attempts: number): number {
  return attempts < 100 ? Math.min(250 * 2 ** attempts, 5_000) : 300_000;
}

async function post(options: OutboxOptions, webhook: Due): Promise<string | null> {
  try {
    const response = await fetch(options.url, {
      method: "POST",
      headers: { "content-type": "application/json", ...signMessage(options.secret, webhook.delivery_id, webhook.body) },
      body: webhook.body,
      redirect: "error",
      signal: AbortSignal.timeout(options.timeoutMs ?? 5_000),
    });
    await response.body?.cancel();
    return response.ok ? null : `answered ${response.status}`;
  } catch (error) {
    return error instanceof Error ? `${error.name}: ${error.message}`.slice(0, 200) : "failed";
  }
}
