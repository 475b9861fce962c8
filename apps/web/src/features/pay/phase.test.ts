import { INTENT_EXCEPTIONS, INTENT_STATUSES, type IntentView, TRANSFER_STATUSES, wordsIn } from "@amanat/contracts";
import { describe, expect, test } from "vitest";
import { countdownMood, isCovered, PAY_PHASES, payPhase, seenSoFar, speaks } from "./phase.ts";

const transfer: IntentView["transfers"][number] = {
  txHash: `0x${"1".repeat(64)}`,
  logIndex: 0,
  via: "deposit",
  amount: "5",
  status: "confirming",
  rejection: null,
  unmatched: null,
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

describe("what the page says of the money", () => {
  const part = { ...transfer, amount: "10" };
  const money = (received: string, transfers: IntentView["transfers"]) => ({ amount: "30", received, transfers });

  test("nobody is told to go while something is missing", () => {
    expect(isCovered(money("0", [part]))).toBe(false);
    expect(isCovered(money("10", [part]))).toBe(false);
    expect(isCovered(money("20", [part]))).toBe(true);
    expect(isCovered(money("0", [part, { ...part, logIndex: 1 }, { ...part, logIndex: 2, status: "detected" }]))).toBe(true);
    // What the network took back, or what is worth nothing, covers nothing; what is credited is counted once.
    for (const status of TRANSFER_STATUSES.filter((one) => one !== "detected" && one !== "confirming"))
      expect(seenSoFar(money("10", [{ ...part, status }]))).toBe(10n);
  });

  test("of every state of payment and deal, each sentence is said only where it is true", () => {
    // What the page's own words claim, as the deal's standings know it.
    const gone = ["cancelled", "expired", "refunded", "payment"];
    for (const phase of PAY_PHASES)
      for (const standing of wordsIn("standings", "purchase")) {
        if (!speaks(phase, standing)) continue;
        // "Your money is held."
        if (phase === "credited") expect([...gone, "completed", "completed_paid", "part_paid"].includes(standing)).toBe(false);
        // "Not sent anything? Nothing was charged."
        if (phase === "expired") expect(["payment", "expired"]).toContain(standing);
        // "It goes back once it is approved."
        if (phase === "late") expect(standing).toMatch(/_refunding$/);
      }
    // And every state of an intent has a phase that says something.
    for (const status of INTENT_STATUSES)
      for (const exception of INTENT_EXCEPTIONS)
        for (const transfers of [[], [part]]) expect(PAY_PHASES).toContain(payPhase({ ...base, status, exception, transfers }));
  });
});
