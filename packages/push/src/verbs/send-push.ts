import { createHash } from "node:crypto";
import { type Ctx, inTransaction, raiseIncident, requireSystem } from "@amanat/db";
import { OutboundError } from "@amanat/outbound";
import webPush from "web-push";
import { noteTold, removeGone, type SubscriptionRow, subscriptionsOf } from "../internal/subscriptions.ts";
import { payloadOf, type PushText } from "../rules.ts";
import type { PushSending } from "../ports.ts";

export type Push = {
  /** The same at each attempt. */
  readonly key: string;
  readonly userId: string;
  readonly urgent: boolean;
  readonly text: PushText;
};

/** What came of it, for all of a person's browsers together: as a channel of notices says it. */
export type PushOutcome =
  | { readonly as: "sent" }
  | { readonly as: "later"; readonly why: string; readonly retryAfterMs?: number }
  | { readonly as: "never"; readonly why: string; readonly marksAddress: boolean }
  | { readonly as: "unknown"; readonly why: string };

type Waits = { readonly is: "later" | "unknown"; readonly why: string; readonly afterMs: number };
type Answer = { readonly is: "sent" } | { readonly is: "gone" } | { readonly is: "never" } | Waits;

/** A phone that was off for longer than a day finds it in the centre. */
const TTL_SECONDS = 86_400;
const TIMEOUT_MS = 10_000;
/** Where 413 is the answer: a service that takes less than the standard's 4,096 bytes. */
const SMALL_BYTES = 1_000;
/** A service that wants to be left alone for longer is asked again all the same. */
const LONGEST_WAIT_MS = 6 * 3_600_000;

/** A push service keeps one message a topic: 32 characters of base64url. */
const topicOf = (tag: string): string => createHash("sha256").update(tag).digest("base64url").slice(0, 32);

/** `Retry-After`, in seconds or as a date. */
function askedWait(value: string | undefined, at: Date): number {
  if (value === undefined) return 0;
  const seconds = /^\d{1,9}$/.test(value) ? Number(value) * 1_000 : Date.parse(value) - at.getTime();
  return Number.isFinite(seconds) ? Math.min(Math.max(seconds, 0), LONGEST_WAIT_MS) : 0;
}

/** One request to one browser's push service, by the client that reaches public addresses alone. */
async function ask({ outbound, vapid }: PushSending, row: SubscriptionRow, push: Push, most?: number) {
  const { endpoint, p256dh, auth } = row;
  const { headers, body } = webPush.generateRequestDetails({ endpoint, keys: { p256dh, auth } }, payloadOf(push.text, most), {
    vapidDetails: vapid,
    TTL: TTL_SECONDS,
    urgency: push.urgent ? "high" : "normal",
    topic: topicOf(push.text.tag),
    contentEncoding: "aes128gcm",
  });
  const named = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name, String(value)]));
  return outbound.post({ url: endpoint, headers: named, body: body ?? "", timeoutMs: TIMEOUT_MS });
}

async function answerOf(ctx: Ctx, sending: PushSending, row: SubscriptionRow, push: Push, at: Date): Promise<Answer> {
  try {
    const first = await ask(sending, row, push);
    const { status, headers } = first.status === 413 ? await ask(sending, row, push, SMALL_BYTES) : first;
    if (status >= 200 && status < 300) return { is: "sent" };
    if (status === 404 || status === 410) return { is: "gone" };
    const why = `answered ${status}`;
    const afterMs = askedWait(headers["retry-after"], at);
    if (status === 401 || status === 403) {
      // Nobody behind this service is woken any more until somebody has looked.
      await raiseIncident(ctx, { kind: "push.refused", subject: new URL(row.endpoint).host, detail: { failure: why } });
      return { is: "later", why, afterMs };
    }
    return status === 429 || status >= 500 ? { is: "later", why, afterMs } : { is: "never" };
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    // What was never on the internet, or is not any more, is no browser's.
    if (error.fault === "address" || error.fault === "url") return { is: "gone" };
    return { is: error.fault === "name" ? "later" : "unknown", why: error.message, afterMs: 0 };
  }
}

/** One answer for all of them: as long as one may still be told, it is tried again, and only where it was not told. */
function together(answers: readonly Answer[]): PushOutcome {
  const waits = answers.filter((answer): answer is Waits => answer.is === "later" || answer.is === "unknown");
  const [first] = waits;
  if (first !== undefined) {
    const retryAfterMs = Math.max(...waits.map(({ afterMs }) => afterMs));
    if (waits.every(({ is }) => is === "unknown")) return { as: "unknown", why: first.why };
    return { as: "later", why: first.why, ...(retryAfterMs > 0 ? { retryAfterMs } : {}) };
  }
  if (answers.some(({ is }) => is === "sent")) return { as: "sent" };
  return { as: "never", why: "no browser is left that takes it", marksAddress: false };
}

/**
 * Wakes every browser of one person that was not told yet. Called outside of transactions; what was sent is noted for each browser on its
 * own, so that another attempt repeats at most the one whose answer was lost, with the same topic and tag. Errors: FORBIDDEN.
 */
export async function sendPush(ctx: Ctx, sending: PushSending, push: Push): Promise<PushOutcome> {
  requireSystem(ctx.actor);
  const at = await ctx.clock.now(ctx.reads);
  const { live: rows, ended } = await subscriptionsOf(ctx, push.userId, sending.living);
  if (ended.length > 0) await inTransaction(ctx, (tx) => removeGone(tx, ended));
  const answers = await Promise.all(
    rows.map(async (row): Promise<Answer> => {
      if (row.lastKey === push.key) return { is: "sent" };
      const answer = await answerOf(ctx, sending, row, push, at);
      if (answer.is === "sent") await inTransaction(ctx, (tx) => noteTold(tx, row, push.key));
      if (answer.is === "gone") await inTransaction(ctx, (tx) => removeGone(tx, [row]));
      return answer;
    }),
  );
  return together(answers);
}
