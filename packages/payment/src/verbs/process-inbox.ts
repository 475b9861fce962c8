import {
  changeLast,
  type Ctx,
  inTransaction,
  lockRows,
  mendIncidents,
  now,
  Prisma,
  raiseIncident,
  reader,
  requireSystem,
  type RowOf,
  timeIn,
  type TxCtx,
} from "@amanat/db";
import { noteReport } from "../internal/transfer-reports.ts";
import { noteReported } from "../internal/reported-payments.ts";
import type { IntakePorts } from "../ports.ts";
import { providerNamed } from "../providers/registry.ts";

const PER_PASS = 50;
/** After this many failures a row is set aside for an operator, with the failure as its outcome. */
const MAX_ATTEMPTS = 10;
const RETRY_MS = 2_000;

/**
 * Reads stored webhooks into incoming transfers and states of their intents. A webhook proves nothing: `proveTransfers` asks the chain.
 * One bounded pass; returns how many rows it closed.
 */
export async function processInbox(ctx: Ctx, ports: IntakePorts): Promise<number> {
  requireSystem(ctx.actor);
  // One cheap query, without a transaction, says how many there are to take.
  const { length } = await reader(ctx).webhookInbox.findMany({ where: { processedAt: null }, select: { id: true }, take: PER_PASS });
  let closed = 0;
  for (let tried = 0; tried < length; tried += 1) {
    const taken: { id: string | null } = { id: null };
    try {
      const worked = await inTransaction(ctx, async (tx) => {
        const row = await takeRow(tx);
        taken.id = row?.id ?? null;
        if (row === null) return false;
        await closeRow(tx, row, ports);
        return true;
      });
      if (!worked) return closed;
      closed += 1;
    } catch (error) {
      // No row was taken, so the database itself is in trouble; the loop tries again.
      if (taken.id === null) throw error;
      await setAside(ctx, taken.id, error);
    }
  }
  return closed;
}

/** Locks the next due row that no other worker has, in the order that `receiveWebhook` set. */
async function takeRow(tx: TxCtx): Promise<RowOf<"WebhookInbox"> | null> {
  const at = await timeIn(tx);
  const [row] = await lockRows(
    tx,
    { w: "WebhookInbox" },
    Prisma.sql`"WebhookInbox" w WHERE w."processedAt" IS NULL AND w."nextAt" <= ${at}
      ORDER BY w."turn", w."receivedAt", w."id" LIMIT 1 FOR UPDATE SKIP LOCKED`,
  );
  return row?.w ?? null;
}

async function closeRow(tx: TxCtx, row: RowOf<"WebhookInbox">, ports: IntakePorts): Promise<void> {
  const { id } = row;
  const outcome = await outcomeOf(tx, row, ports);
  await changeLast(
    tx,
    { table: "WebhookInbox", id },
    Prisma.sql`UPDATE "WebhookInbox" SET "processedAt" = ${await now(tx)}, "outcome" = ${outcome.slice(0, 300)}
      WHERE "id" = ${id}::uuid AND "processedAt" IS NULL`,
  );
  if (row.outcome !== null) await mendIncidents(tx, id, ["webhook.set_aside"]);
}

type Stored = Pick<RowOf<"WebhookInbox">, "provider" | "event" | "rawBody" | "test">;

async function outcomeOf(tx: TxCtx, row: Stored, ports: IntakePorts): Promise<string> {
  // Here and not at the door, so that it holds for every provider, and for what was stored in another mode.
  if (row.test && ports.mode !== "test") return "ignored: a test delivery";
  const provider = providerNamed(row.provider);
  if (provider === null) return "ignored: a provider we no longer have";
  const said = provider.readWebhook({ event: row.event, raw: Buffer.from(row.rawBody).toString("utf8") });
  if ("report" in said) return noteReport(tx, said.report, ports);
  return "payment" in said ? noteReported(tx, provider.name, said.payment) : said.nothing;
}

/** A failure of ours loses no report: it is tried again, and in the end set aside with an incident. */
async function setAside(ctx: Ctx, id: string, error: unknown): Promise<void> {
  ctx.log.error({ err: error, inbox: id }, "an inbox row failed");
  const failure = `failed: ${error instanceof Error ? error.message : String(error)}`.slice(0, 300);
  await inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const [row] = await tx.tx.$queryRaw<{ aside: boolean }[]>`
      UPDATE "WebhookInbox" SET "attempts" = "attempts" + 1, "outcome" = ${failure},
        "nextAt" = ${at}::timestamptz + make_interval(secs => ${RETRY_MS / 1000} * ("attempts" + 1)),
        "processedAt" = CASE WHEN "attempts" + 1 >= ${MAX_ATTEMPTS} THEN ${at}::timestamptz END,
        "setAsideAt" = CASE WHEN "attempts" + 1 >= ${MAX_ATTEMPTS} THEN ${at}::timestamptz END
      WHERE "id" = ${id}::uuid AND "processedAt" IS NULL RETURNING "setAsideAt" IS NOT NULL AS "aside"`;
    if (row?.aside === true) await raiseIncident(tx, { kind: "webhook.set_aside", subject: id, detail: { failure } });
  });
}
