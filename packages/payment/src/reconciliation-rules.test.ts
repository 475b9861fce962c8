import { expect, test } from "vitest";
import { causeOf, compared, type Hints, judged } from "./reconciliation-rules.ts";

const NONE = { in: 0n, out: 0n };
const NO_HINTS: Hints = { floor: 0n, late: [], doubled: [], gone: [] };

test("books of a block are what is booked, without what the chain did above it; what is under way is expected beside it", () => {
  // 100 booked: 30 of it came above the block and 20 left above it. Below it 7 came and 4 went that nobody has booked.
  const facts = { booked: 100n, above: { in: 30n, out: 20n }, underWay: { in: 7n, out: 4n } };
  expect(compared({ ...facts, chain: 93n })).toMatchObject({ books: 90n, difference: 0n });
  expect(compared({ ...facts, chain: 92n })).toMatchObject({ difference: -1n });
  expect(compared({ chain: 0n, booked: 0n, above: NONE, underWay: NONE })).toMatchObject({ difference: 0n });
});

test.each([
  ["missing_event", 50n, {}],
  ["unknown", -50n, {}],
  ["late", 50n, { late: [50n] }],
  ["late", -30n, { late: [-20n, -10n] }],
  ["unknown", 50n, { late: [20n] }],
  ["duplicate", -50n, { doubled: [50n] }],
  ["reorg", -50n, { gone: [50n] }],
  ["reorg", -50n, { gone: [20n, 30n] }],
  // Money that is there is not explained by a deposit that left.
  ["missing_event", 50n, { gone: [50n] }],
  // Of two bookings of one transfer, one stands for a block that is not on the chain.
  ["duplicate", -50n, { gone: [50n], doubled: [50n] }],
  ["dust", 9n, { floor: 10n }],
  ["dust", -9n, { floor: 10n }],
  ["missing_event", 10n, { floor: 10n }],
  ["unknown", -10n, { floor: 10n }],
] as const)("%s", (cause, difference, hints) => {
  expect(causeOf(difference, { ...NO_HINTS, ...hints })).toBe(cause);
});

test("a difference is one when it is there twice; one that still changes at the fourth look, too", () => {
  expect(judged(null, 5n, 1)).toBe("suspected");
  expect(judged(5n, 5n, 2)).toBe("open");
  expect(judged(5n, 0n, 2)).toBe("vanished");
  expect(judged(5n, 6n, 3)).toBe("suspected");
  expect(judged(6n, 7n, 4)).toBe("open");
});
