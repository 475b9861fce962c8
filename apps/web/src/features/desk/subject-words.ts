"use client";

import {
  CASE_OVER,
  CASE_STATUSES,
  DEAL_STATUSES,
  type DealStatus,
  STORED_REQUEST_STATUSES,
  type SubjectKind,
  type SubjectRow,
} from "@amanat/contracts";
import type { Tone } from "@amanat/ui";
import { useTranslations } from "next-intl";
import { QUEUE_STATUSES } from "../admin/queue-filter.ts";
import { DEAL_TONES, REQUEST_TONES } from "../market/tones.ts";

/** The statuses each kind of row passes through. */
export const STATUSES: Readonly<Record<SubjectKind, readonly string[]>> = {
  deal: DEAL_STATUSES,
  request: STORED_REQUEST_STATUSES,
  payout: QUEUE_STATUSES,
  case: CASE_STATUSES,
};

/** The statuses of deals that have words. */
const WORDED = Object.keys(DEAL_TONES) as DealStatus<"purchase">[];

/** A status in a word of the reader's language; of a kind of deal that has no words here, as it is called. */
export function useStatusWord(): (kind: SubjectKind, status: string) => string {
  const deal = useTranslations("deal.status");
  const request = useTranslations("request.status");
  const payout = useTranslations("deal.payouts.status");
  const cases = useTranslations("cases.status");
  const desk = useTranslations("desk.list");
  return (kind, status) => {
    if (kind === "payout") {
      const known = QUEUE_STATUSES.find((one) => one === status);
      return known === undefined ? status : payout(known);
    }
    if (kind === "case") {
      const known = CASE_STATUSES.find((one) => one === status);
      return known === undefined ? status : cases(known);
    }
    if (kind === "request") {
      const known = STORED_REQUEST_STATUSES.find((one) => one === status);
      if (known === "matched") return desk("matched");
      return known === undefined ? status : request(known);
    }
    const known = WORDED.find((one) => one === status);
    return known === undefined ? status : deal(known);
  };
}

const TONES: Readonly<Record<string, Tone>> = {
  ...REQUEST_TONES,
  ...DEAL_TONES,
  matched: "good",
  pending_approval: "waiting",
  settled: "good",
  failed: "bad",
  rejected: "bad",
};
export const toneOf = (status: string): Tone => TONES[status] ?? "info";

const PLACES = { deal: "/admin/deals", request: "/admin/requests", payout: "/admin/payouts" } as const;

/**
 * The page of the operator's that tells the whole of it. What stands in a case is its mediator's and admins' to read: it is shown in the list, which
 * says to each whether it opens.
 */
export function pageOf({ kind, id, status }: Pick<SubjectRow, "kind" | "id" | "status">): string {
  if (kind !== "case") return `${PLACES[kind]}/${id}`;
  return `/admin/disputes?show=${CASE_OVER.some((over) => over === status) ? "over" : "open"}&search=${id}`;
}
