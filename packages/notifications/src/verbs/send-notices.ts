import { BrokenInvariant, type NoticeChannel, publicId } from "@amanat/contracts";
import { type Ctx, inTransaction, newId, now, raiseIncident, requireSystem, rowsOf, timeIn, type TxCtx } from "@amanat/db";
import { close, type DeliveryRow, dueStatement, leaseDue, postpone } from "../internal/deliveries.ts";
import { type NoticeRow, standing } from "../internal/notices.ts";
import { wishesOf } from "../internal/preferences.ts";
import { reached } from "../internal/reached.ts";
import { unsubscribeToken } from "../internal/tokens.ts";
import type { Channel, ChannelMessage, Channels, NoticePorts, Outcome, Reader, SaidNotice } from "../ports.ts";
import { delayAfter, MOST_ATTEMPTS, wants } from "../rules.ts";
import { sentencesOf, sortOf } from "../internal/sentences.ts";

/** Messages that one worker sends at the same time. */
const LANES = 6;
/** Messages of one lane in a turn. */
const PER_LANE = 10;
/** Longer than any channel waits for an answer. */
const LEASE_SECONDS = 120;

/** The lines at which a process may die; tests kill it there. */
export const NOTICE_CRASH_POINTS = ["notice.leased", "notice.sent", "notice.noted"] as const;
export type NoticeCrash = { at(point: (typeof NOTICE_CRASH_POINTS)[number]): Promise<void> };
const NO_CRASH: NoticeCrash = { at: () => Promise.resolve() };

type Sending = { readonly ports: NoticePorts; readonly channels: Channels; readonly crash?: NoticeCrash };

/**
 * One turn: sends what is due, each message by one worker at a time, under a lease that ends if the worker dies. What was sent without its
 * outcome being written down is sent once more under the same key, where the channel knows keys; elsewhere it is `unknown` and waits for an
 * operator. Returns how many messages were tried. Errors: FORBIDDEN (no process of ours).
 */
export async function sendNotices(ctx: Ctx, sending: Sending): Promise<number> {
  requireSystem(ctx.actor);
  const lane = async (): Promise<number> => {
    for (let sent = 0; sent < PER_LANE; sent += 1) if (!(await sendNext(ctx, sending))) return sent;
    return PER_LANE;
  };
  const [due] = await rowsOf<{ n: number }>(ctx, dueStatement(await timeIn(ctx), LANES));
  const made = await Promise.all(Array.from({ length: due?.n ?? 0 }, lane));
  return made.reduce((sum, each) => sum + each, 0);
}

type Taken = { readonly rows: readonly DeliveryRow[]; readonly lease: string; readonly message: ChannelMessage; readonly channel: Channel };

/** Sends the next message. False where nothing is due. */
async function sendNext(ctx: Ctx, sending: Sending): Promise<boolean> {
  const crash = sending.crash ?? NO_CRASH;
  const lease = newId();
  const { any, taken } = await inTransaction(ctx, async (tx) => {
    const rows = await leaseDue(tx, lease, LEASE_SECONDS);
    return { any: rows.length > 0, taken: rows.length > 0 ? await prepare(tx, rows, lease, sending) : null };
  });
  if (taken === null) return any;
  await crash.at("notice.leased");
  const outcome = await attempt(ctx, taken);
  await crash.at("notice.sent");
  await inTransaction(ctx, (tx) => note(tx, taken, outcome));
  await crash.at("notice.noted");
  return true;
}

async function attempt(ctx: Ctx, { channel, message }: Taken): Promise<Outcome> {
  try {
    return await channel.send(ctx, message);
  } catch (error) {
    ctx.log.error({ err: error, key: message.key }, "a channel failed");
    return { as: "later", why: error instanceof Error ? error.message : String(error) };
  }
}

/** What of this is still to be said, as one message. What is not is closed here. Null when nothing is left. */
async function prepare(
  tx: TxCtx,
  rows: readonly (DeliveryRow & { readonly lost: boolean })[],
  lease: string,
  { ports, channels }: Sending,
): Promise<Taken | null> {
  const [first] = rows;
  if (first === undefined) return null;
  const name = first.channel as NoticeChannel;
  const channel = channels[name];
  const ids = rows.map(({ id }) => id);
  if (channel === undefined) {
    await close(tx, { ids, lease }, "dropped", "the channel is not connected");
    return null;
  }
  const lost = channel.keyed ? [] : rows.filter((row) => row.lost).map(({ id }) => id);
  await close(tx, { ids: lost, lease }, "unknown", "the worker died while it was sent");
  if (lost.length > 0) await tellOperator(tx, name);
  const open = rows.filter(({ id }) => !lost.includes(id));
  const said = await worthSaying(tx, open, name, ports);
  const kept = new Set(said?.items.map(({ delivery }) => delivery.id));
  const over = open.filter(({ id }) => !kept.has(id)).map(({ id }) => id);
  await close(tx, { ids: over, lease }, "dropped", null);
  if (said === null) return null;
  const message = await messageOf(tx, said.reader, said.items, name);
  return { rows: open.filter(({ id }) => kept.has(id)), lease, message, channel };
}

type Item = { readonly delivery: DeliveryRow; readonly notice: NoticeRow };

/** Leaves out what was read elsewhere, is about a date that has moved or passed, or is not wanted any more. */
async function worthSaying(
  tx: TxCtx,
  rows: readonly DeliveryRow[],
  channel: NoticeChannel,
  ports: NoticePorts,
): Promise<{ reader: Reader; items: readonly Item[] } | null> {
  const [first] = rows;
  if (first === undefined) return null;
  const reader = (await ports.readersOf(tx, [first.userId])).get(first.userId);
  if (reader === undefined || !(await reached(tx, [reader], ports))(reader.id).includes(channel)) return null;
  const wishes = (await wishesOf(tx, [reader.id]))(reader.id);
  const ids = rows.map(({ noticeId }) => noticeId);
  const notices = new Map((await tx.tx.notice.findMany({ where: { id: { in: ids } } })).map((row) => [row.id, row]));
  const stands = await standing(tx, ids);
  const at = await now(tx);
  const items = rows.flatMap((delivery): Item[] => {
    const notice = notices.get(delivery.noticeId);
    if (notice === undefined || !stands.has(notice.id)) return [];
    const { group } = sortOf(notice.kind);
    if (group === "security") return [{ delivery, notice }];
    const over =
      notice.readAt !== null || (notice.clock !== null && notice.by !== null && notice.by <= at) || !wants(wishes, group, channel);
    return over ? [] : [{ delivery, notice }];
  });
  return items.length === 0 ? null : { reader, items };
}

async function messageOf(tx: TxCtx, reader: Reader, items: readonly Item[], channel: NoticeChannel): Promise<ChannelMessage> {
  const said = await Promise.all(items.map(({ notice }) => saidTo(notice, reader)));
  const [head, ...rest] = said;
  const [first] = items;
  if (head === undefined || first === undefined) throw new BrokenInvariant("a message says nothing");
  const { group, urgency } = sortOf(first.notice.kind);
  const round = first.notice.count > 1 ? `.${first.notice.count}` : "";
  return {
    key: `${items.length > 1 ? "digest." : ""}${publicId("noticeDelivery", first.delivery.id)}${round}`,
    reader,
    urgency,
    items: [head, ...rest],
    unsubscribe: group === "security" ? null : unsubscribeToken(tx, reader.id, group, channel),
  };
}

async function saidTo(notice: NoticeRow, { locale, timeZone }: Reader): Promise<SaidNotice> {
  const { title, text } = await sentencesOf(notice, locale, timeZone);
  const { id, kind, by, place, subjectId } = notice;
  return { noticeId: publicId("notice", id), kind, title, text, by, place: `/${locale}${place}`, thread: subjectId };
}

/** Writes down what came of an attempt. Rows that another worker has taken meanwhile are its. */
async function note(tx: TxCtx, { rows, lease, message, channel }: Taken, outcome: Outcome): Promise<void> {
  const [first] = rows;
  if (first === undefined) return;
  const name = first.channel as NoticeChannel;
  const ids = rows.map(({ id }) => id);
  if (outcome.as === "sent") return close(tx, { ids, lease }, "sent", null);
  if (outcome.as === "never") {
    if (outcome.marksAddress) await channel.markAddress?.(tx, message.reader, outcome.why);
    await close(tx, { ids, lease }, "dead", outcome.why);
    return tellOperator(tx, name);
  }
  if (outcome.as === "unknown" && !channel.keyed) {
    await close(tx, { ids, lease }, "unknown", outcome.why);
    return tellOperator(tx, name);
  }
  const at = await now(tx);
  const attempts = Math.max(...rows.map((row) => row.attempts));
  const dueAt = new Date(at.getTime() + delayAfter(attempts, (outcome.as === "later" ? outcome.retryAfterMs : 0) ?? 0, Math.random()));
  const dead = rows.filter((row) => row.attempts >= MOST_ATTEMPTS).map(({ id }) => id);
  await postpone(tx, { ids: ids.filter((id) => !dead.includes(id)), lease }, dueAt, outcome.why);
  await close(tx, { ids: dead, lease }, "dead", outcome.why);
  if (dead.length > 0) await tellOperator(tx, name);
}

const tellOperator = (tx: TxCtx, channel: NoticeChannel): Promise<void> =>
  raiseIncident(tx, { kind: "notice.given_up", subject: channel, detail: { channel } });
