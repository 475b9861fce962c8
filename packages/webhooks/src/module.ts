import type { AudienceOf, Chore, Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import { hearAll } from "./feed.ts";
import * as webhooks from "./index.ts";
import type { WebhookCall, WebhookOutside } from "./ports.ts";
import { forgetWebhooks } from "./verbs/forget-webhooks.ts";
import { sendWebhooks } from "./verbs/send-webhooks.ts";

const verbs: Verbs<"webhooks", WebhookCall> = {
  list: webhooks.listWebhooks,
  create: (ctx, input, call) => webhooks.createWebhook(ctx, input, call.services.webhooks),
  change: (ctx, input, call) => webhooks.changeWebhook(ctx, input, call.services.webhooks),
  rotateSecret: (ctx, input, call) => webhooks.rotateSecret(ctx, input, call.services.webhooks),
  pause: webhooks.pauseWebhook,
  resume: webhooks.resumeWebhook,
  remove: webhooks.removeWebhook,
  test: webhooks.testWebhook,
  messages: webhooks.listMessages,
  message: webhooks.getMessage,
  redeliver: webhooks.redeliver,
  redeliverSince: webhooks.redeliverSince,
};

const SEND_MS = 500;
const FORGET_MS = 60_000;

function loops({ webhooks: sending }: WebhookOutside): Chore[] {
  return [
    { name: "webhooks", everyMs: SEND_MS, turn: (ctx) => sendWebhooks(ctx, sending) },
    { name: "old webhooks", everyMs: FORGET_MS, woken: false, turn: forgetWebhooks },
  ];
}

/** Endpoints hear everything that their keepers may read; who that is, the other contexts say. */
export function module({ audiences }: { readonly audiences: readonly AudienceOf[] }): Module<WebhookCall, WebhookOutside> {
  return { name: "webhooks", about: ABOUT, purges: PURGES, verbs, feed: { from: "now", take: hearAll(audiences) }, loops };
}
