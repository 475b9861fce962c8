import type { EventPayload, EventType } from "@amanat/contracts";
import { Webhook } from "standardwebhooks";
import { unanswered } from "./error.ts";

/** What a webhook tells: an event, with the name of who acted. `id` is the same at each attempt: remember it to do nothing twice. */
export type WebhookEvent = {
  [Type in EventType]: { id: string; type: Type; timestamp: string; actorName: string; data: EventPayload<Type> };
}[EventType];

/** A call as it came, by any server: its headers, and its body before anything has read it. */
export type WebhookCall = {
  readonly headers: Headers | Readonly<Record<string, string | readonly string[] | undefined>>;
  readonly body: string | Uint8Array;
};

const NAMES = ["webhook-id", "webhook-timestamp", "webhook-signature"] as const;

function headerOf({ headers }: WebhookCall, name: string): string {
  if (headers instanceof Headers) return headers.get(name) ?? "";
  const [, value] = Object.entries(headers).find(([key]) => key.toLowerCase() === name) ?? [];
  return typeof value === "string" ? value : (value?.[0] ?? "");
}

/**
 * Checks that a webhook is ours, whole and not older than five minutes (Standard Webhooks 1.0), and gives its event.
 * `secret` is what was shown when the endpoint was made or its secret rotated; while an old and a new one verify, either will do.
 * Throws AmanatError PROOF_INVALID: answer 400 or 401 then, and read nothing of the body.
 */
export function verifyWebhook(secret: string, call: WebhookCall): WebhookEvent {
  const headers = Object.fromEntries(NAMES.map((name) => [name, headerOf(call, name)]));
  const body = typeof call.body === "string" ? call.body : new TextDecoder().decode(call.body);
  try {
    const event = new Webhook(secret).verify(body, headers) as Omit<WebhookEvent, "id">;
    return { ...event, id: headers["webhook-id"] } as WebhookEvent;
  } catch (error) {
    throw unanswered("PROOF_INVALID", error instanceof Error ? error.message : "The webhook does not verify.", error);
  }
}
