import type { EventType } from "@amanat/contracts";
import { canonicalJson, type FedEvent, type Json } from "@amanat/db";

/** How often and how long an endpoint is tried. Times in milliseconds. */
export type WebhookSettings = {
  readonly baseDelayMs: number;
  readonly maxDelayMs: number;
  readonly timeoutMs: number;
  /** Attempts of one message after the first; null: as many as its life allows. */
  readonly maxRetries: number | null;
};

export const HOUR_MS = 3_600_000;
/** How long a message is worth sending, how long an endpoint may fail before it is paused, and how long a paused one still collects. */
export const LIFE_MS = 72 * HOUR_MS;
/** Messages and attempts are shown for this long. */
export const KEPT_MS = 30 * 24 * HOUR_MS;
export const MOST_ENDPOINTS = 10;

/** What an answer's status says of a message and its endpoint. */
export type Outcome = "delivered" | "refused" | "gone" | "failed";

/** It says that these bytes will never be taken, whenever they come. */
const FINAL = new Set([400, 413, 415, 422]);

/**
 * 401, 403, 404 and 405 are failures that pass: proxies answer them while a receiver is deployed. A redirect is a failure: it is not followed.
 * Null where no answer came.
 */
export function outcomeOf(status: number | null): Outcome {
  if (status === null) return "failed";
  if (status >= 200 && status < 300) return "delivered";
  if (status === 410) return "gone";
  return FINAL.has(status) ? "refused" : "failed";
}

/** The wait before the next try: doubling from the base to the longest, a fifth more or less. `chance` is in [0, 1). */
export function delayAfter(failures: number, { baseDelayMs, maxDelayMs }: WebhookSettings, chance: number): number {
  const whole = Math.min(maxDelayMs, baseDelayMs * 2 ** Math.min(30, failures - 1));
  return Math.round(whole * (0.8 + 0.4 * chance));
}

/** A wait that a receiver asks for (`Retry-After` in seconds), at most an hour; null where it asks for none that we understand. */
export function askedDelay(header: string | undefined): number | null {
  if (header === undefined || !/^\d{1,6}$/.test(header)) return null;
  return Math.min(HOUR_MS, Number(header) * 1_000);
}

/** Whether an endpoint that named these types wants an event. */
export function wants(types: readonly string[], type: EventType): boolean {
  return types.length === 0 || namesIt(types, type);
}

/** Whether the type, or all about its subject, is named. */
export function namesIt(types: readonly string[], type: EventType): boolean {
  return types.includes(type) || types.includes(`${type.split(".")[0] ?? ""}.*`);
}

/** The bytes that are sent and signed: keys in alphabetical order, so that every platform can build them again. */
export function bodyOf({ type, at, actorName, payload }: Pick<FedEvent, "type" | "at" | "actorName" | "payload">): string {
  return canonicalJson({ type, timestamp: at.toISOString(), actorName, data: payload as Json });
}
