import { readFileSync } from "node:fs";
import { describe, expect, test } from "vitest";
import { diagramOf, HOLD, INTENT, type Machine, mayMove, PAYOUT, SWEEP, TRANSFER, UNMATCHED, unreachable } from "./state.ts";

const MACHINES: Record<string, Machine<string>> = {
  intent: INTENT,
  transfer: TRANSFER,
  payout: PAYOUT,
  sweep: SWEEP,
  unmatched: UNMATCHED,
  hold: HOLD,
};
const readme = readFileSync(new URL("../README.md", import.meta.url), "utf8");

describe.each(Object.entries(MACHINES))("the %s machine", (name, machine) => {
  test("reaches every state, and every arrow leads to one", () => {
    expect(unreachable(machine)).toEqual([]);
    for (const steps of Object.values(machine.steps)) for (const { to } of steps) expect(Object.keys(machine.steps)).toContain(to);
  });

  test("is drawn in the README as it is", () => {
    const drawn = `<!-- ${name} -->\n\`\`\`mermaid\n${diagramOf(machine)}\n\`\`\``;
    expect(readme, `README.md must contain:\n${drawn}`).toContain(drawn);
  });
});

test("a state nobody can reach is found", () => {
  const machine: Machine<"a" | "b" | "c"> = {
    initial: "a",
    steps: { a: [{ to: "b", on: "x", by: "worker" }], b: [], c: [{ to: "a", on: "y", by: "worker" }] },
  };
  expect(unreachable(machine)).toEqual(["c"]);
});

test("money that is final stays final", () => {
  for (const state of ["settled", "failed", "cancelled"] as const) expect(PAYOUT.steps[state]).toEqual([]);
  // What waits for its owner's word can still be put on hold; nothing makes the refused instruction itself live again.
  expect(PAYOUT.steps.rejected.map(({ to }) => to)).toEqual(["cancelled"]);
  // But the chain can take back what it had made final.
  expect(INTENT.steps.credited.map(({ to }) => to)).toEqual(["awaiting"]);
  expect(TRANSFER.steps.credited.map(({ to }) => to)).toEqual(["reverted"]);
  expect(mayMove(PAYOUT, "signing", "approved")).toBe(false);
});
