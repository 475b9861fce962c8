import { oneByte } from "./log.ts";

/** tRPC's words on the wire of a subscription, as `httpSubscriptionLink` reads them. */

/** A quiet stream says this often that it lives. */
export const PING_MS = 15_000;
/** A client that has heard nothing for this long opens another. */
const INACTIVE_MS = 40_000;
/** Clients that lost their streams together do not come back together. */
const RETRY_MS = { least: 200, most: 1_200 } as const;

export const PING = "event: ping\ndata: \n\n";

/** The first block of a stream. */
export function connected(): string {
  const retry = RETRY_MS.least + Math.floor(Math.random() * (RETRY_MS.most - RETRY_MS.least));
  return `retry: ${retry}\nevent: connected\ndata: {"reconnectAfterInactivityMs":${INACTIVE_MS}}\n\n`;
}

/** tRPC's own event for "remember this id": EventSource keeps it and shows it to nobody. */
export const rememberId = (cursor: string): string => `event: restore-id\ndata: \nid: ${cursor}\n\n`;

/** The last block of a stream that was refused, with the error's shape: not all errors make the client come back. */
export const failedWith = (shape: object): string => `event: serialized-error\ndata: ${oneByte(JSON.stringify(shape))}\n\n`;
