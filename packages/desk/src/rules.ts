import {
  type Counted,
  type EventType,
  type HoldTerm,
  type IdKind,
  MONEY_AGES,
  type MoneyAge,
  type SubjectKind,
  uuidOf,
} from "@amanat/contracts";
import type { FedEvent } from "@amanat/db";

const DAY_MS = 86_400_000;

/** What counts as one more of what, on the day it happened. */
export const COUNTS: Readonly<Partial<Record<EventType, Counted>>> = {
  "account.opened.v1": "signUps",
  "deal.created.v1": "deals",
  "deal.funded.v1": "funded",
  "deal.completed.v1": "completed",
};

/** Where an event names what it is about. */
const NAMED: readonly { field: string; kind: SubjectKind; id: IdKind }[] = [
  { field: "dealId", kind: "deal", id: "deal" },
  { field: "requestId", kind: "request", id: "request" },
  { field: "payoutId", kind: "payout", id: "payout" },
  { field: "caseId", kind: "case", id: "case" },
];

/** The rows that an event may have changed, with what it tells that they are found by: a hash, the request a deal came from. */
export function touched({ payload }: Pick<FedEvent, "payload">): { kind: SubjectKind; id: string; keys: string[] }[] {
  const { txHash, requestId } = payload;
  const told = [txHash, requestId].flatMap((text) => (typeof text === "string" ? [text.toLowerCase()] : []));
  return NAMED.flatMap(({ field, kind, id }) => {
    const named = payload[field];
    const uuid = typeof named === "string" ? uuidOf(id, named) : null;
    return uuid === null ? [] : [{ kind, id: uuid, keys: told.filter((key) => key !== named) }];
  });
}

/** The day of a moment, in UTC. */
export const dayOf = (at: Date): string => at.toISOString().slice(0, 10);

/** Midnight, so many days before the one of `at`. */
export const daysBefore = (at: Date, days: number): Date => new Date(Date.parse(dayOf(at)) - days * DAY_MS);

/** How old money is that came on that day. */
export function ageOf(day: string, at: Date): MoneyAge {
  const days = Math.round((Date.parse(dayOf(at)) - Date.parse(day)) / DAY_MS);
  return MONEY_AGES.findLast(({ from }) => days >= from)?.age ?? "day";
}

/** When money of that age came: `from` is in it, `to` is not. */
export function spanOf(age: MoneyAge, at: Date): { from: Date | null; to: Date | null } {
  const place = MONEY_AGES.findIndex((one) => one.age === age);
  const next = MONEY_AGES[place + 1];
  return {
    from: next === undefined ? null : daysBefore(at, next.from - 1),
    to: place === 0 ? null : daysBefore(at, (MONEY_AGES[place]?.from ?? 0) - 1),
  };
}

/** How soon a hold ends; one without an end is decided on later. */
export function termOf(until: Date | null, at: Date): HoldTerm {
  const left = until === null ? Infinity : until.getTime() - at.getTime();
  if (left < 0) return "overdue";
  if (left < DAY_MS) return "day";
  return left < 7 * DAY_MS ? "week" : "later";
}
