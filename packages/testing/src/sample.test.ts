import { PROCEDURES } from "@amanat/contracts";
import { expect, test } from "vitest";
import { sampleOf } from "./sample.ts";

const inputs = Object.entries(PROCEDURES).flatMap(([namespace, procedures]) =>
  Object.entries(procedures).map(([name, { input }]) => [`${namespace}.${name}`, input] as const),
);

test.each(inputs)("%s has a well-formed input", (_path, input) => {
  expect(input.safeParse(sampleOf(input)).success).toBe(true);
});

test.each([
  ["marketplace.getRequest", ["requestId"]],
  ["ledger.accounts", ["dealId"]],
  ["payment.openIntent", ["refundAddress", "intentId"]],
])("%s is asked about something that does not exist", (path, names) => {
  const input = inputs.find(([one]) => one === path)?.[1];
  expect(Object.keys(sampleOf(input ?? expect.fail()) as object)).toEqual(names);
});
