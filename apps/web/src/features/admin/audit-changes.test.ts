import { expect, test } from "vitest";
import { changesIn, restOf } from "./audit-changes.ts";

test("an entry's changes, its own first, and what else it says", () => {
  const payload = {
    by: "buyer",
    amount: "5",
    nothing: null,
    before: { status: "a", at: null },
    after: { status: "b", at: "2026", roles: ["x"] },
    also: [{ kind: "offer", id: "1", before: null, after: { status: "c" } }, "nonsense"],
  };
  expect(changesIn(payload)).toEqual([
    {
      key: "own",
      kind: null,
      id: null,
      fields: [
        { field: "status", before: "a", after: "b" },
        { field: "at", before: null, after: "2026" },
        { field: "roles", before: null, after: '["x"]' },
      ],
    },
    { key: "also-0", kind: "offer", id: "1", fields: [{ field: "status", before: null, after: "c" }] },
  ]);
  expect(restOf(payload)).toEqual([
    { name: "by", value: "buyer" },
    { name: "amount", value: "5" },
    { name: "nothing", value: "—" },
  ]);
  expect([changesIn({}), restOf({})]).toEqual([[], []]);
});
