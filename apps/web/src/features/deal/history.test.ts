import type { TimelineEntry } from "@amanat/contracts";
import { expect, test } from "vitest";
import { readableHistory } from "./history.ts";

const entry = (seq: number, type: string, data: TimelineEntry["data"] = {}): TimelineEntry => ({
  seq,
  at: "2026-11-20T10:00:00.000Z",
  type,
  actor: { kind: "system", name: "Amanat", role: "system" },
  data,
});

test("newest first, one line per transaction for confirmations", () => {
  const seen = readableHistory([
    entry(1, "payment.detected.v1", { txHash: "0xa" }),
    entry(2, "payment.confirming.v1", { txHash: "0xa", confirmations: 1 }),
    entry(3, "payment.confirming.v1", { txHash: "0xb", confirmations: 1 }),
    entry(4, "payment.confirming.v1", { txHash: "0xa", confirmations: 2 }),
    entry(5, "payment.credited.v1"),
  ]);
  expect(seen.map(({ seq }) => seq)).toEqual([5, 4, 3, 1]);
});
