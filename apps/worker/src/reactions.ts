import { type Ctx, eventSubject, inTransaction, mendIncidents, now, raiseIncident, reader, type TxCtx } from "@amanat/db";
import { dealReactions, type Reaction } from "@amanat/deals";
import { KINDS } from "@amanat/kinds";
import { REACTIONS } from "@amanat/marketplace";
import { NOTICES } from "./notices.ts";

const PER_PASS = 50;
/** After so many failures an event is left alone, with its failure, for a person. */
const MAX_ATTEMPTS = 8;

const reactions: Readonly<Partial<Record<string, Reaction>>> = { ...dealReactions(KINDS), ...REACTIONS, ...NOTICES };

type Key = { channel: string; seq: bigint };

/**
 * Has the contexts react to what happened, each event in one transaction with the mark that it was handled.
 * Events of one channel are taken in their order, whichever worker takes them. Answers how many were handled.
 */
export async function consumeEvents(ctx: Ctx): Promise<number> {
  // An idle worker asks one cheap question, without a transaction.
  const waiting = { reacts: true, handledAt: null, attempts: { lt: MAX_ATTEMPTS } };
  if ((await reader(ctx).event.findFirst({ where: waiting, select: { seq: true } })) === null) return 0;
  let handled = await passOver(ctx);
  for (let reacted = 0; reacted < PER_PASS; reacted += 1) {
    const taken: { key: Key | null } = { key: null };
    try {
      const worked = await inTransaction(ctx, async (tx) => {
        taken.key = await takeEvent(tx);
        if (taken.key === null) return false;
        await react(tx, taken.key);
        return true;
      });
      if (!worked) return handled;
      handled += 1;
    } catch (error) {
      if (taken.key === null) throw error;
      await noteFailure(ctx, taken.key, error);
    }
  }
  return handled;
}

/** Most news is for people: what no context reacts to is handled at once, all of it in one statement. */
async function passOver(ctx: Ctx): Promise<number> {
  const at = await now(ctx);
  return reader(ctx).$executeRaw`
    UPDATE "Event" SET "handledAt" = ${at} WHERE ("channel", "seq") IN (
      SELECT e."channel", e."seq" FROM "Event" e
      WHERE e."reacts" AND e."handledAt" IS NULL AND e."type" <> ALL (${Object.keys(reactions)}::text[]) FOR UPDATE SKIP LOCKED)`;
}

/** The oldest event due, locked; a failed one waits 1, 3, 7, 15… seconds and holds its channel back meanwhile. */
async function takeEvent(tx: TxCtx): Promise<Key | null> {
  const at = await now(tx);
  const [row] = await tx.tx.$queryRaw<Key[]>`
    SELECT e."channel", e."seq" FROM "Event" e
    WHERE e."reacts" AND e."handledAt" IS NULL AND e."attempts" < ${MAX_ATTEMPTS}
      AND e."at" + make_interval(secs => power(2, e."attempts") - 1) <= ${at}::timestamptz
      AND NOT EXISTS (
        SELECT 1 FROM "Event" earlier
        WHERE earlier."channel" = e."channel" AND earlier."seq" < e."seq"
          AND earlier."reacts" AND earlier."handledAt" IS NULL AND earlier."attempts" < ${MAX_ATTEMPTS})
    ORDER BY e."at", e."channel", e."seq" LIMIT 1 FOR UPDATE OF e SKIP LOCKED`;
  return row ?? null;
}

async function react(tx: TxCtx, key: Key): Promise<void> {
  const event = await tx.tx.event.findUniqueOrThrow({ where: { channel_seq: key } });
  if (event.handledAt !== null) return;
  // What the reaction writes carries on the thread of what it reacts to.
  await reactions[event.type]?.({ ...tx, correlationId: event.correlationId }, event);
  await tx.tx.event.updateMany({ where: { ...key, handledAt: null }, data: { handledAt: await now(tx), failure: null } });
  if (event.failure !== null) await mendIncidents(tx, eventSubject(key), ["event.given_up"]);
}

/** The deal whose news it is, if it is a deal's. */
function dealOf({ channel }: Key): string | null {
  return channel.startsWith("deal:") ? channel.slice("deal:".length) : null;
}

async function noteFailure(ctx: Ctx, key: Key, error: unknown): Promise<void> {
  ctx.log.error({ err: error, channel: key.channel, seq: String(key.seq) }, "a reaction failed");
  const failure = (error instanceof Error ? error.message : String(error)).slice(0, 300);
  await inTransaction(ctx, async (tx) => {
    await tx.tx.event.updateMany({ where: { ...key, handledAt: null }, data: { attempts: { increment: 1 }, failure } });
    const { attempts, type } = await tx.tx.event.findUniqueOrThrow({ where: { channel_seq: key }, select: { attempts: true, type: true } });
    if (attempts >= MAX_ATTEMPTS)
      await raiseIncident(tx, { kind: "event.given_up", subject: eventSubject(key), dealId: dealOf(key), detail: { type, failure } });
  });
}
