import { expect, test } from "vitest";
import { nothingTyped, sharedBy } from "../cases/shares.ts";
import { daysOf, missingIn, type RulingDraft, sanctionsOf, sharesOf } from "./ruling-draft.ts";

const part = { tranche: 1, asset: "eip155:1/slip44:60", amount: "1001", feeBps: 100 };
const draft = (change: Partial<RulingDraft>): RulingDraft => ({
  outcome: "split",
  shares: nothingTyped([part]),
  days: "7",
  seller: "none",
  buyer: "none",
  reasons: "It is as the photographs show.",
  ...change,
});

test("57 sum ≠ frozen → refused: a split that does not come to all that is on hold is missing its shares", () => {
  expect(missingIn(draft({}), [part])).toEqual(["shares"]);
  expect(missingIn(draft({ shares: [sharedBy(part, "release", "1002")] }), [part])).toEqual(["shares"]);
  expect(missingIn(draft({ shares: [{ tranche: 1, release: "1", refund: "1" }] }), [part])).toEqual(["shares"]);
  expect(missingIn(draft({ shares: [sharedBy(part, "release", "400")] }), [part])).toEqual([]);
});

test("everything to one side is all that is on hold, and nothing is divided where no money moves", () => {
  expect(sharesOf(draft({ outcome: "refund" }), [part])).toEqual([{ tranche: 1, release: "0", refund: "1001" }]);
  expect(sharesOf(draft({ outcome: "release" }), [part])).toEqual([{ tranche: 1, release: "1001", refund: "0" }]);
  for (const outcome of ["replacement", "no_action"] as const) expect(sharesOf(draft({ outcome }), [part])).toEqual([]);
  expect(sharesOf(draft({ outcome: null }), [part])).toBeNull();
});

test("an outcome, a date where it needs one, and reasons are asked for", () => {
  expect(missingIn(draft({ outcome: null, reasons: " short " }), [part])).toEqual(["outcome", "reasons"]);
  expect(missingIn(draft({ outcome: "replacement", days: "0" }), [part])).toEqual(["days"]);
  expect(["1", "90", "0", "91", "", "x"].map((days) => daysOf({ days }))).toEqual([1, 90, null, null, null, null]);
});

test("sanctions stand apart from the outcome, one for each side", () => {
  expect(sanctionsOf({ seller: "ban", buyer: "warning" })).toEqual(["ban_seller", "warning_buyer"]);
  expect(sanctionsOf({ seller: "none", buyer: "none" })).toEqual([]);
});
