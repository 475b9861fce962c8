import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { createRequestInput, publicId, uuidOf } from "./index.ts";
import { amountSchema, formatUnits, latinDigits, MAX_AMOUNT, parseUnits, positiveAmountSchema, splitFee } from "./money.ts";

const amounts = fc.bigInt({ min: 0n, max: MAX_AMOUNT });

describe("amounts on the wire", () => {
  test("abuse 54: they are plain base units and nothing else", () => {
    for (const good of ["0", "1", MAX_AMOUNT.toString()]) expect(amountSchema.safeParse(good).success, good).toBe(true);
    for (const bad of [
      "",
      "00",
      "01",
      "-0",
      "-1",
      "+1",
      "1.0",
      "1e3",
      "0x10",
      "٣",
      " 1",
      (MAX_AMOUNT + 1n).toString(),
      "9".repeat(79),
      1,
      1n,
      null,
    ]) {
      expect(amountSchema.safeParse(bad).success, String(bad)).toBe(false);
    }
    expect(positiveAmountSchema.safeParse("0").success).toBe(false);
  });

  test("come back from text as they were", () => {
    fc.assert(
      fc.property(
        amounts,
        fc.integer({ min: 0, max: 36 }),
        (amount, decimals) => parseUnits(formatUnits(amount, decimals), decimals) === amount,
      ),
    );
  });
});

test("a plain decimal is read as it is written, and nothing else is", () => {
  expect([parseUnits("1234.5", 6), parseUnits("1.", 6), parseUnits("0.000001", 6)]).toEqual([1_234_500_000n, 1_000_000n, 1n]);
  for (const text of ["", ".", ".5", "-1", "+1", "1.2.3", "1e3", "abc", "1.0000001", "1,5", "1,234", "۱۲", " 1", "1 000", "1٫5"])
    expect(parseUnits(text, 6), text).toBeNull();
  expect(parseUnits(MAX_AMOUNT.toString(), 1)).toBeNull();
  expect(latinDigits("۰۹٠٩０９ ٫٬")).toBe("090909 ٫٬");
});

test("a fee is rounded down, and the two parts are always the whole", () => {
  fc.assert(
    fc.property(amounts, fc.integer({ min: 0, max: 10_000 }), (price, bps) => {
      const { fee, sellerReceives } = splitFee(price, bps);
      return fee >= 0n && sellerReceives >= 0n && fee + sellerReceives === price && fee * 10_000n <= price * BigInt(bps);
    }),
  );
});

test("public ids come back as the uuid they name, of their own kind only", () => {
  fc.assert(
    fc.property(fc.uuid(), (uuid) => uuidOf("deal", publicId("deal", uuid)) === uuid && uuidOf("offer", publicId("deal", uuid)) === null),
  );
  for (const bad of ["deal_", "deal_xyz", `deal_${"0".repeat(31)}`, `deal_${"0".repeat(33)}`, `DEAL_${"0".repeat(32)}`])
    expect(uuidOf("deal", bad)).toBeNull();
});

test("a request names what is wrong with it", () => {
  const request = {
    title: "A bicycle for the city",
    description: "Seven gears, a rack and lights; used is fine.",
    productType: "physical_product",
    category: "other",
    asset: `eip155:31337/erc20:0x${"a".repeat(40)}`,
    budgetMin: "200",
    budgetMax: "100",
    delivery: { mode: "online", channel: "E-mail" },
  };
  const issues = createRequestInput
    .safeParse(request)
    .error?.issues.map((issue) => [issue.path.join("."), "params" in issue ? issue.params?.["code"] : issue.code]);
  expect(issues).toEqual([
    ["budgetMax", "below_minimum"],
    ["delivery", "needs_place"],
  ]);
});
