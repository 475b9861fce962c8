import type { PayoutStatus } from "@amanat/contracts";
import { parseAsString, parseAsStringLiteral } from "nuqs/server";

// Spelled out and checked for completeness: the contract's own list would bring its schemas along.
const EVERY_STATUS = {
  pending_approval: true,
  approved: true,
  signing: true,
  broadcast: true,
  confirming: true,
  settled: true,
  failed: true,
  rejected: true,
  cancelled: true,
} as const satisfies Record<PayoutStatus, true>;

/** All of a payout's statuses, in the order it passes them. */
export const QUEUE_STATUSES = Object.keys(EVERY_STATUS) as PayoutStatus[];

/** The queue's filters as they stand in the address bar; without any, what waits for a decision. */
export const queueFilter = {
  status: parseAsStringLiteral(["all", ...QUEUE_STATUSES]).withDefault("pending_approval"),
  cursor: parseAsString,
};

export const QUEUE_PAGE = 20;

/** The query those filters mean. */
export function queueInput(filter: { status: PayoutStatus | "all"; cursor: string | null }): {
  limit: number;
  status?: PayoutStatus;
  cursor?: string;
} {
  return {
    limit: QUEUE_PAGE,
    ...(filter.status === "all" ? {} : { status: filter.status }),
    ...(filter.cursor === null ? {} : { cursor: filter.cursor }),
  };
}
