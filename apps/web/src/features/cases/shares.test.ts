import { expect, test } from "vitest";
import { exactShares, nothingTyped, sharedAt, sharedBy } from "./shares.ts";

const part = { tranche: 1, amount: "1001" };
const other = { tranche: 2, amount: "7" };

test("what one side does not get is the other's", () => {
  expect(sharedBy(part, "release", "400")).toEqual({ tranche: 1, release: "400", refund: "601" });
  expect(sharedBy(part, "refund", "1001")).toEqual({ tranche: 1, release: "0", refund: "1001" });
});

test("57 sum ≠ frozen → refused: more than there is, or no amount, has no rest and is no division", () => {
  for (const typed of ["1002", "-1", "12.5", "", "x"]) {
    const shares = [sharedBy(part, "release", typed)];
    expect(shares[0]?.refund, typed).toBe("");
    expect(exactShares([part], shares), typed).toBeNull();
  }
  expect(exactShares([part], [{ tranche: 1, release: "400", refund: "600" }])).toBeNull();
});

test("every part has to be divided", () => {
  const first = sharedBy(part, "release", "1");
  expect(exactShares([part, other], nothingTyped([part, other]))).toBeNull();
  expect(exactShares([part, other], [first])).toBeNull();
  expect(exactShares([part, other], [first, sharedBy(other, "refund", "0")])).toEqual([
    { tranche: 1, release: "1", refund: "1000" },
    { tranche: 2, release: "7", refund: "0" },
  ]);
});

test("a quick share rounds down for the seller and still comes to all of it", () => {
  expect(sharedAt(part, 50)).toEqual({ tranche: 1, release: "500", refund: "501" });
  expect(sharedAt(other, 100)).toEqual({ tranche: 2, release: "7", refund: "0" });
});
