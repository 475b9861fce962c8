import { PAYOUT_STATUSES, type PayoutStatus } from "@amanat/contracts";
import { parseAsString, parseAsStringLiteral } from "nuqs/server";

/** The queue's filters as they stand in the address bar; without any, what waits for a decision. */
export const queueFilter = {
  status: parseAsStringLiteral(["all", ...PAYOUT_STATUSES]).withDefault("pending_approval"),
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
