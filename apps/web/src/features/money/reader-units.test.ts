import { expect, test } from "vitest";
import { type KnownRates, quotesFor, toldIn, type Unit, unitsOf } from "./reader-units.ts";

const USDC = `eip155:1/erc20:0x${"a0".repeat(20)}`;
const AT = "2026-12-01T11:00:00.000Z";
const quote = (currency: "USD" | "IRR" | "TRY", rate: string, scale: number) =>
  ({ id: "quo_1", asset: USDC, currency, rate, scale, madeAt: AT, expiresAt: "2026-12-01T11:02:00.000Z" }) as const;
// 0.9998 dollars; 1,123,450.5 rials and 42.41 liras a dollar.
const QUOTES = [
  quote("USD", "99980000", 8),
  quote("IRR", (99_980_000n * 11_234_505n).toString(), 9),
  quote("TRY", (99_980_000n * 4_241n).toString(), 10),
];
const rates = (...units: Unit[]): KnownRates => ({ units, quotes: quotesFor(units, QUOTES) });
const camera = { amounts: ["12500000"], asset: USDC, decimals: 6 };

test("Persian readers are told tomans in their own digits, with the rials beside: one is a tenth of the other", () => {
  expect(toldIn(rates("toman", "rial"), camera, "fa")).toEqual([
    { unit: "toman", amount: "۱٬۴۰۴٬۰۳۲", at: AT },
    { unit: "rial", amount: "۱۴٬۰۴۰٬۳۲۳", at: AT },
  ]);
});

test("liras have two digits after the point; a range has two ends, and one where both are the same", () => {
  expect(toldIn(rates("lira"), camera, "en")).toEqual([{ unit: "lira", amount: "530.02", at: AT }]);
  const told = (...amounts: string[]) => toldIn(rates("lira"), { ...camera, amounts }, "en")[0]?.amount;
  expect(told("1000000", "2000000")).toBe("42.40 – 84.80");
  expect(told("1000000", "1000000")).toBe("42.40");
});

test("where no rate counts, nothing is told", () => {
  expect(toldIn({ units: ["toman", "rial"], quotes: [] }, camera, "fa")).toEqual([]);
  expect(toldIn(rates("lira"), { ...camera, asset: `${USDC}0` }, "en")).toEqual([]);
  expect(quotesFor(["lira"], QUOTES).map(({ currency }) => currency)).toEqual(["TRY"]);
});

test("the reader's money is that of where they live, else of their language", () => {
  expect(unitsOf("fa", "Europe/Berlin")).toEqual(["toman", "rial"]);
  expect(unitsOf("en", "Asia/Tehran")).toEqual(["toman", "rial"]);
  expect(unitsOf("fa", "Europe/Istanbul")).toEqual(["lira"]);
  expect(unitsOf("en", "Europe/Paris")).toEqual([]);
});
