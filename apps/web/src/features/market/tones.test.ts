import { expect, test } from "vitest";
import { DEAL_TONES, OFFER_TONES, REQUEST_TONES } from "./tones.ts";

test("no status of a deal, request or offer carries a warning sign: whose turn it is, is nothing wrong", () => {
  for (const tones of [DEAL_TONES, REQUEST_TONES, OFFER_TONES])
    expect(Object.entries(tones).filter(([, tone]) => tone === "attention")).toEqual([]);
});
