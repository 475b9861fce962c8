import type { Outbound } from "@amanat/outbound";
import type { WebhookSettings } from "./rules.ts";

/** What webhooks need of a process: the way out, and the key their secrets follow from. */
export type WebhookPorts = { readonly outbound: Outbound; readonly key: string };
export type WebhookCall = { readonly services: { readonly webhooks: WebhookPorts } };
export type WebhookOutside = { readonly webhooks: WebhookPorts & { readonly settings: WebhookSettings } };
