import type { IntentView } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { countdownMood, payPhase } from "./phase.ts";

const transfer: IntentView["transfers"][number] = {
  txHash: `0x${"1".repeat(64)}`,
  logIndex: 0,
  via: "deposit",
  amount: "5",
  status: "confirming",
  rejection: null,
  confirmations: 1,
  requiredConfirmations: 3,
  finalized: false,
};
const base: Parameters<typeof payPhase>[0] = {
  status: "awaiting",
  exception: "none",
  refundAddress: `0x${"2".repeat(40)}`,
  pay: null,
  transfers: [],
};

describe("payPhase", () => {
  test("asks for the refund address before anything else", () => {
    expect(payPhase({ ...base, status: "created", refundAddress: null })).toBe("refund");
    expect(payPhase({ ...base, status: "created" })).toBe("preparing");
  });

  test("money on its way outranks the clock", () => {
    expect(payPhase({ ...base, status: "expired", transfers: [transfer] })).toBe("seen");
    expect(payPhase({ ...base, status: "expired", transfers: [{ ...transfer, status: "orphaned" }] })).toBe("expired");
  });

  test("never says paid before it is credited", () => {
    expect(payPhase({ ...base, status: "detected" })).toBe("seen");
    expect(payPhase({ ...base, status: "confirming", transfers: [transfer] })).toBe("seen");
    expect(payPhase({ ...base, status: "credited" })).toBe("credited");
  });

  test("late and quarantined money has its own words", () => {
    expect(payPhase({ ...base, status: "expired", exception: "late" })).toBe("late");
    expect(payPhase({ ...base, exception: "quarantined" })).toBe("quarantined");
  });
});

test("the countdown is quiet until a quarter is left", () => {
  expect(countdownMood(800, 1000)).toBe("quiet");
  expect(countdownMood(250, 1000)).toBe("counting");
  expect(countdownMood(0, 1000)).toBe("over");
});
