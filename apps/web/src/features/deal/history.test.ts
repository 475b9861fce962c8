import type { TimelineEntry } from "@amanat/contracts";
import { expect, test } from "vitest";
import { chaptersOf } from "./history.ts";

const entry = (seq: number, type: string, data: TimelineEntry["data"] = {}): TimelineEntry => ({
  seq,
  at: "2026-11-20T10:00:00.000Z",
  type,
  actor: { kind: "system", name: "Amanat", role: "system" },
  data,
});
const read = (entries: TimelineEntry[]) => chaptersOf(entries).map(({ head, earlier }) => [head.seq, ...earlier.map(({ seq }) => seq)]);

test("seven entries about one payment are one line, newest first, with one count per transaction", () => {
  expect(
    read([
      entry(1, "deal.created.v1"),
      entry(2, "payment.awaiting.v1"),
      entry(3, "payment.detected.v1", { txHash: "0xa" }),
      entry(4, "payment.confirming.v1", { txHash: "0xa", confirmations: 1 }),
      entry(5, "payment.confirming.v1", { txHash: "0xb", confirmations: 1 }),
      entry(6, "payment.confirming.v1", { txHash: "0xa", confirmations: 2 }),
      entry(7, "payment.received.v1", { txHash: "0xa" }),
      entry(8, "payment.credited.v1"),
      entry(9, "deal.funded.v1"),
      entry(10, "deal.delivery_started.v1"),
    ]),
  ).toEqual([[10], [9, 8, 7, 6, 5, 3, 2], [1]]);
});

test("each payout is one line; money that comes later is a line of its own", () => {
  expect(
    read([
      entry(1, "payment.credited.v1"),
      entry(2, "payout.drafted.v1", { payoutId: "excess" }),
      entry(3, "deal.funded.v1"),
      entry(4, "deal.delivered.v1"),
      entry(5, "payment.received.v1"),
      entry(6, "payout.settled.v1", { payoutId: "excess" }),
      entry(7, "deal.completed.v1"),
      entry(8, "payout.drafted.v1", { payoutId: "release" }),
      entry(9, "payout.approved.v1", { payoutId: "release" }),
    ]),
  ).toEqual([[9, 8], [7], [6, 2], [5], [4], [3, 1]]);
});
