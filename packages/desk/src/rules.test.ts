import { MONEY_AGES, publicId } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { expect, test } from "vitest";
import { changesByDay, type DealMoney } from "./internal/money.ts";
import { ageOf, dayOf, daysBefore, spanOf, termOf, touched } from "./rules.ts";

const AT = new Date("2026-11-30T12:00:00Z");

test("each age is the days from its first to the next one's, and the list's span is the dashboard's bar", () => {
  for (let days = 0; days < 40; days += 1) {
    const since = new Date(daysBefore(AT, days).getTime() + 7_200_000);
    const age = ageOf(dayOf(since), AT);
    const fitting = MONEY_AGES.filter(({ age: one }) => {
      const { from, to } = spanOf(one, AT);
      return (from === null || since >= from) && (to === null || since < to);
    });
    expect(
      fitting.map((one) => one.age),
      `${days} days`,
    ).toEqual([age]);
  }
});

test("a hold without an end is decided on later", () => {
  const inHours = (hours: number) => new Date(AT.getTime() + hours * 3_600_000);
  expect([inHours(-1), inHours(1), inHours(100), inHours(200), null].map((until) => termOf(until, AT))).toEqual([
    "overdue",
    "day",
    "week",
    "later",
    "later",
  ]);
});

test("an event names its deal, request and payout, with the hash it tells", () => {
  const id = newId();
  const payload = { dealId: publicId("deal", id), payoutId: publicId("payout", id), txHash: "0xAB", requestId: null };
  expect(touched({ payload })).toEqual([
    { kind: "deal", id, keys: ["0xab"] },
    { kind: "payout", id, keys: ["0xab"] },
  ]);
  expect(touched({ payload: { dealId: "deal_no", provider: "x" } })).toEqual([]);
});

test("what changes about a day's sum is what it was taken by what it is; a day that came and went says nothing", () => {
  const none = { disputed: 0n, releasable: 0n, refundable: 0n, inFlight: 0n };
  const row: DealMoney = { scope: "s", asset: "a", tenantId: "t", since: AT, held: 5n, ...none };
  const before = { scope: "s", assetId: "a", since: AT, held: "5", disputed: "0", releasable: "0", refundable: "0", inFlight: "0" };
  expect(changesByDay([before], [row])).toEqual([]);
  expect(changesByDay([], [row])).toMatchObject([{ day: "2026-11-30", by: { held: 5n } }]);
  const moved = changesByDay([{ ...before, since: daysBefore(AT, 1) }], [{ ...row, held: 3n, disputed: 2n }]);
  expect(moved.map(({ day, by }) => [day, by.held, by.disputed])).toEqual([
    ["2026-11-29", -5n, 0n],
    ["2026-11-30", 3n, 2n],
  ]);
});
