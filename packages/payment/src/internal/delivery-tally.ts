import type { ProviderName } from "@amanat/contracts";
import { bytes, type Ctx, inTransaction, now, Prisma, raiseIncident, setting, type TxCtx } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

export type DeliveryOutcome = "stored" | "duplicate" | "refused";

/** Kept of a refused delivery. */
const HEAD_BYTES = 400;
/** Rows of refused deliveries of one provider, and how many of them one writing replaces at most. */
const SLOTS = 20;
const SAMPLES = 5;
const KEPT_DAYS = 30;

type Refusal = { readonly at: Date; readonly bytes: number; readonly head: Buffer };
type Count = { readonly outcomes: Map<DeliveryOutcome, number>; refusals: Refusal[] };

/**
 * Counts what comes to the webhooks, in this process, until it is written down. An outsider can send any number: each costs a number in memory, and
 * what is written is bounded by the number of providers. A process that dies loses the numbers of some seconds.
 */
export class DeliveryTally {
  #counts = new Map<ProviderName, Count>();

  note(provider: ProviderName, outcome: DeliveryOutcome, raw: Uint8Array): void {
    const count: Count = this.#counts.get(provider) ?? { outcomes: new Map(), refusals: [] };
    this.#counts.set(provider, count);
    count.outcomes.set(outcome, (count.outcomes.get(outcome) ?? 0) + 1);
    if (outcome !== "refused" || count.refusals.length >= SAMPLES) return;
    // A copy: the body it is a part of would be kept with it.
    count.refusals.push({ at: new Date(), bytes: raw.byteLength, head: Buffer.from(raw.subarray(0, HEAD_BYTES)) });
  }

  /** Writes down what was counted since. Numbers that could not be written are counted on. */
  async write(ctx: Ctx): Promise<void> {
    const counts = this.#counts;
    if (counts.size === 0) return;
    this.#counts = new Map();
    try {
      await inTransaction(ctx, async (tx) => {
        for (const [provider, count] of [...counts].toSorted(([one], [other]) => one.localeCompare(other)))
          await writeDown(tx, provider, count);
      });
    } catch (error) {
      for (const [provider, { outcomes, refusals }] of counts) {
        const since: Count = this.#counts.get(provider) ?? { outcomes: new Map(), refusals: [] };
        this.#counts.set(provider, since);
        for (const [outcome, n] of outcomes) since.outcomes.set(outcome, (since.outcomes.get(outcome) ?? 0) + n);
        since.refusals = [...refusals, ...since.refusals].slice(0, SAMPLES);
      }
      throw error;
    }
  }
}

async function writeDown(tx: TxCtx, provider: ProviderName, { outcomes, refusals }: Count): Promise<void> {
  const at = await now(tx);
  const hour = new Date(Math.floor(at.getTime() / 3_600_000) * 3_600_000);
  for (const [outcome, n] of [...outcomes].toSorted(([one], [other]) => one.localeCompare(other))) {
    const [row] = await tx.tx.$queryRaw<{ count: bigint }[]>`
      INSERT INTO "WebhookTally" ("provider", "hour", "outcome", "count") VALUES (${provider}, ${hour}, ${outcome}, ${n})
      ON CONFLICT ("provider", "hour", "outcome") DO UPDATE SET "count" = "WebhookTally"."count" + EXCLUDED."count" RETURNING "count"`;
    const most = await setting(tx, SETTINGS.refusedAlert);
    const counted = Number(row?.count ?? 0n);
    // Once an hour: when the line is crossed.
    if (outcome === "refused" && counted > most && counted - n <= most)
      await raiseIncident(tx, { kind: "webhook.refused", subject: provider, detail: { refused: String(counted) } });
  }
  for (const refusal of refusals) await writeRefusal(tx, provider, refusal);
  await tx.tx
    .$executeRaw`DELETE FROM "WebhookTally" WHERE "provider" = ${provider} AND "hour" < ${new Date(at.getTime() - KEPT_DAYS * 86_400_000)}`;
}

/** Takes the place of the oldest. */
async function writeRefusal(tx: TxCtx, provider: ProviderName, { at, bytes: size, head }: Refusal): Promise<void> {
  const slot = Prisma.sql`(SELECT s FROM generate_series(0, ${SLOTS - 1}) s LEFT JOIN "WebhookRefusal" r ON r."provider" = ${provider} AND r."slot" = s
    ORDER BY r."at" NULLS FIRST, s LIMIT 1)`;
  await tx.tx.$executeRaw`
    INSERT INTO "WebhookRefusal" ("provider", "slot", "at", "bytes", "head") SELECT ${provider}, ${slot}, ${at}, ${size}, ${bytes(head)}
    ON CONFLICT ("provider", "slot") DO UPDATE SET "at" = EXCLUDED."at", "bytes" = EXCLUDED."bytes", "head" = EXCLUDED."head"`;
}
