import { type MessageState, publicId } from "@amanat/contracts";
import { appendEvents, type Ctx, inTransaction, newId, now, requireSystem, type TxCtx } from "@amanat/db";
import { OutboundError } from "@amanat/outbound";
import { answered, AT_REST, dueCount, type EndpointRow, leaseDue, lockLeased, release } from "../internal/endpoints.ts";
import { type Attempt, expireMessages, messageName, type MessageRow, noteAttempt, waitingOf } from "../internal/messages.ts";
import { channelsOf, sayChanged } from "../internal/news.ts";
import type { WebhookOutside } from "../ports.ts";
import { askedDelay, delayAfter, LIFE_MS, type Outcome, outcomeOf } from "../rules.ts";
import { signedHeaders } from "../internal/signing.ts";

/** Endpoints that one worker sends to at the same time. */
const LANES = 6;
/** Endpoints of one lane in a turn. */
const PER_LANE = 5;
/** Messages of a healthy endpoint that are taken at once, and how many of them, of different subjects, are under way together. */
const PER_ENDPOINT = 20;
const AT_ONCE = 4;
/** Of an answer's body so much is kept to be shown. */
const SHOWN = 1_000;

type Sending = WebhookOutside["webhooks"];

/** The lines at which a process may die; tests kill it there. */
export const SEND_CRASH_POINTS = ["webhook.leased", "webhook.sent", "webhook.noted"] as const;
export type SendCrash = { at(point: (typeof SEND_CRASH_POINTS)[number]): Promise<void> };
const NO_CRASH: SendCrash = { at: () => Promise.resolve() };

/**
 * One turn: sends what waits to the endpoints that are due, each endpoint by one worker at a time. A healthy endpoint gets messages of different
 * subjects side by side, and those of one subject in order. With the first failure it is `failing`: from then on only its oldest message is
 * tried, again and again with growing pauses, and everything behind it waits, so that nothing is overtaken and a receiver that is down for a
 * day costs some thirty requests.
 *
 * A worker that dies on any line leaves a lease that ends; what it had sent without noting the answer is sent once more, under the same id.
 * Returns how many attempts were made. Errors: FORBIDDEN (no process of ours).
 */
export async function sendWebhooks(ctx: Ctx, sending: Sending, crash: SendCrash = NO_CRASH): Promise<number> {
  requireSystem(ctx.actor);
  const lane = async (): Promise<number> => {
    let attempts = 0;
    for (let turns = 0; turns < PER_LANE; turns += 1) {
      const lease = newId();
      const endpoint = await inTransaction(ctx, (tx) => leaseDue(tx, lease, leaseSeconds(sending)));
      if (endpoint === null) break;
      await crash.at("webhook.leased");
      attempts += await sendTo(ctx, endpoint, sending, crash);
    }
    return attempts;
  };
  const made = await Promise.all(Array.from({ length: await dueCount(ctx, LANES) }, lane));
  return made.reduce((sum, each) => sum + each, 0);
}

/** Longer than all that one turn may send to an endpoint, were every answer as slow as it can be. */
const leaseSeconds = ({ settings }: Sending): number => Math.ceil((PER_ENDPOINT * settings.timeoutMs) / 1_000) + 60;

async function sendTo(ctx: Ctx, endpoint: EndpointRow, sending: Sending, crash: SendCrash): Promise<number> {
  const messages = await inTransaction(ctx, async (tx) => {
    await expireMessages(tx, endpoint.id, await now(tx));
    return waitingOf(tx, endpoint.id, endpoint.status === "failing" ? 1 : PER_ENDPOINT);
  });
  const subjects = Map.groupBy(messages, ({ subjectId }) => subjectId);
  const rows = [...subjects.values()];
  const state = { goesOn: true, attempts: 0 };
  const next = async (): Promise<void> => {
    for (let row = rows.shift(); row !== undefined && state.goesOn; row = rows.shift())
      for (const message of row) {
        if (!state.goesOn) return;
        state.attempts += 1;
        if (!(await tryOnce(ctx, endpoint, message, sending, crash))) state.goesOn = false;
      }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, next));
  await inTransaction(ctx, async (tx) => {
    await giveBack(tx, endpoint);
    await sayChanged(tx, endpoint);
  });
  return state.attempts;
}

/** Gives the endpoint back, due again at once while something waits, and no earlier than a failure allows. */
async function giveBack(tx: TxCtx, { id, lease }: EndpointRow): Promise<void> {
  const row = await lockLeased(tx, id, lease ?? "");
  if (row === null) return;
  const [waiting] = await waitingOf(tx, id, 1);
  const at = await now(tx);
  const due = row.status === "failing" && row.nextAt !== null ? row.nextAt : at;
  await release(tx, row, waiting === undefined ? null : due);
}

/** Sends one message and writes down what came of it. True when the next one may follow. */
async function tryOnce(ctx: Ctx, endpoint: EndpointRow, message: MessageRow, sending: Sending, crash: SendCrash): Promise<boolean> {
  const { attempt, retryAfterMs } = await attemptOf(ctx, endpoint, message, sending);
  await crash.at("webhook.sent");
  const goesOn = await inTransaction(ctx, (tx) => note(tx, { endpoint, message, attempt, retryAfterMs, sending }));
  await crash.at("webhook.noted");
  return goesOn;
}

/** What a page may show: no control characters, which the database could not keep. */
const shown = (bytes: Uint8Array): string =>
  Buffer.from(bytes.subarray(0, SHOWN))
    .toString("utf8")
    .replaceAll(/[\p{Cc}\p{Cf}]+/gu, " ");

async function attemptOf(
  ctx: Ctx,
  endpoint: EndpointRow,
  message: MessageRow,
  { outbound, key, settings }: Sending,
): Promise<{ attempt: Attempt; retryAfterMs: number | null }> {
  const at = await now(ctx);
  const begun = performance.now();
  const ms = () => Math.round(performance.now() - begun);
  const headers = signedHeaders(key, endpoint, { id: messageName(message), body: message.body }, at);
  try {
    const {
      status,
      headers: said,
      body,
    } = await outbound.post({ url: endpoint.url, headers, body: message.body, timeoutMs: settings.timeoutMs });
    const failure = outcomeOf(status) === "delivered" ? null : "status";
    return { attempt: { at, ms: ms(), status, failure, answer: shown(body) }, retryAfterMs: askedDelay(said["retry-after"]) };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    return { attempt: { at, ms: ms(), status: null, failure: error.fault, answer: error.said }, retryAfterMs: null };
  }
}

type Note = { endpoint: EndpointRow; message: MessageRow; attempt: Attempt; retryAfterMs: number | null; sending: Sending };

const STATE_OF: Readonly<Record<Outcome, MessageState>> = {
  delivered: "delivered",
  refused: "refused",
  gone: "waiting",
  failed: "waiting",
};

async function note(tx: TxCtx, { endpoint, message, attempt, retryAfterMs, sending }: Note): Promise<boolean> {
  const row = await lockLeased(tx, endpoint.id, endpoint.lease ?? "");
  const outcome = outcomeOf(attempt.status);
  const { maxRetries } = sending.settings;
  const givenUp = outcome === "failed" && maxRetries !== null && message.attempts >= maxRetries;
  await noteAttempt(tx, message, attempt, givenUp ? "expired" : STATE_OF[outcome]);
  if (row === null) return false;
  if (outcome === "gone") {
    await pause(tx, row, "gone");
    return false;
  }
  if (outcome === "failed") {
    await fail(tx, row, retryAfterMs, sending);
    return false;
  }
  if (row.status === "failing") await answered(tx, row, { status: "active", failures: 0, failingSince: null });
  return true;
}

/** The endpoint did not take it: it is tried again later, or paused when it has failed for as long as a message lives. */
async function fail(tx: TxCtx, row: EndpointRow, retryAfterMs: number | null, { settings }: Sending): Promise<void> {
  const at = await now(tx);
  const since = row.failingSince ?? at;
  if (row.status === "failing" && at.getTime() - since.getTime() >= LIFE_MS) return pause(tx, row, "failing");
  const failures = row.failures + 1;
  const wait = Math.max(retryAfterMs ?? 0, delayAfter(failures, settings, Math.random()));
  await answered(tx, row, { status: "failing", failures, failingSince: since, nextAt: new Date(at.getTime() + wait) });
}

/** Nothing is sent any more, and its keeper is told. */
async function pause(tx: TxCtx, row: EndpointRow, cause: "gone" | "failing"): Promise<void> {
  await answered(tx, row, { status: "paused", pausedBy: cause, pausedAt: await now(tx), ...AT_REST });
  const payload = { webhookId: publicId("webhook", row.id), cause };
  await appendEvents(tx, [{ type: "webhook.paused.v1", subjectId: row.id, payload, channels: channelsOf(row), actorRole: "system" }]);
}
