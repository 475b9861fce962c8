import { positiveAmountSchema } from "@amanat/contracts";
import { expect, test } from "vitest";
import { normalisedAmount, textFromUnits, unitsFromText } from "./money-text.ts";

test("Persian, Arabic and Latin typing mean the same amount", () => {
  for (const typed of ["۱۲۳٫۴۵", "١٢٣٫٤٥", "123.45", " ۱۲۳٫۴۵ ", "\u200e123.45", "۱٬۲۳٫۴۵".replace("٬", "")])
    expect(unitsFromText(normalisedAmount(typed), 6), typed).toBe("123450000");
  expect(unitsFromText(normalisedAmount("۱٬۲۳۴"), 6)).toBe("1234000000");
  expect(unitsFromText(normalisedAmount("1,234.5"), 6)).toBe("1234500000");
  expect(unitsFromText(normalisedAmount("12,5"), 6)).toBe("12500000");
});

test("what is no amount is never reported as one", () => {
  for (const typed of ["1,234", "1.2.3", ".", "0.1234567", "9".repeat(79)])
    expect(positiveAmountSchema.safeParse(unitsFromText(normalisedAmount(typed), 6)).success, typed).toBe(false);
  expect(unitsFromText("", 6)).toBe("");
});

test("units survive the way to the field and back, to the last unit", () => {
  for (const units of ["1", "1000000", "123450000", "115792089237316195423570985008687907853269984665640564039457584007913129639935"])
    expect(unitsFromText(textFromUnits(units, 18), 18)).toBe(units);
});
