import { createRequestInput, fieldIssues, registerInput, submitOfferInput, verifyEmailInput } from "@amanat/contracts";
import { expect, test } from "vitest";
import { contractIssues, countOf, serverIssues } from "./contract-errors.ts";

const request = {
  title: "A used laptop",
  description: "Thin, light and less than two years old.",
  productType: "physical_product",
  category: "electronics",
  asset: `eip155:31337/erc20:0x${"a".repeat(40)}`,
  budgetMin: "1",
  budgetMax: "2",
  delivery: { mode: "physical", country: "IR", city: "Shiraz" },
};

test("a good input has no issues", () => {
  expect(contractIssues(createRequestInput, request)).toEqual({});
});

test("each kind of mistake has its own key and bound", () => {
  const wrong = contractIssues(createRequestInput, {
    ...request,
    title: "abc",
    description: "",
    budgetMin: "5",
    budgetMax: "1.5",
    openDays: 100,
    category: "",
  });
  expect(wrong).toMatchObject({
    title: { key: "too_short", bound: 5 },
    description: { key: "required" },
    budgetMax: { key: "amount" },
    openDays: { key: "too_high", bound: 90 },
    category: { key: "choice" },
  });
  expect(contractIssues(createRequestInput, { ...request, budgetMin: "5" })).toMatchObject({ budgetMax: { key: "below_minimum" } });
  expect(contractIssues(createRequestInput, { ...request, delivery: { mode: "online", channel: "mail" } })).toMatchObject({
    delivery: { key: "needs_place" },
  });
  expect(contractIssues(createRequestInput, { ...request, budgetMin: "" })).toMatchObject({ budgetMin: { key: "required" } });
  expect(
    contractIssues(submitOfferInput, { requestId: `req_${"0".repeat(32)}`, price: "0", deliveryDays: 0, payoutAddress: "0x12" }),
  ).toMatchObject({ price: { key: "amount" }, deliveryDays: { key: "too_low", bound: 1 }, payoutAddress: { key: "address" } });
  expect(contractIssues(registerInput, { email: "nobody", password: "short", name: "A" })).toMatchObject({
    email: { key: "email" },
    password: { key: "too_short", bound: 10 },
    name: { key: "too_short" },
  });
  expect(contractIssues(verifyEmailInput, { email: "a@b.co", code: "12" })).toMatchObject({ code: { key: "code" } });
});

test("server issues keep the codes both sides know", () => {
  expect(
    serverIssues([
      { path: "delivery", code: "needs_place" },
      { path: "title", code: "something_new" },
    ]),
  ).toMatchObject({ delivery: { key: "needs_place" }, title: { key: "invalid" } });
});

test("a fault reads the same whoever found it, and a field says its first", () => {
  const input = { ...request, category: "nothing", openDays: "soon" };
  const parsed = createRequestInput.safeParse(input);
  const told = serverIssues(fieldIssues(parsed.error ?? expect.fail("it was accepted")));
  expect(told).toEqual(contractIssues(createRequestInput, input));
  expect(told).toMatchObject({ category: { key: "choice" }, openDays: { key: "required" } });
  const twice = [
    { path: "url", code: "url_https" },
    { path: "url", code: "url_host" },
  ];
  expect(serverIssues(twice)).toEqual({ url: { key: "url_https", bound: 0 } });
});

test("counts are read in any digits", () => {
  expect([countOf("۱۴"), countOf("١٤"), countOf("14")]).toEqual([14, 14, 14]);
  expect(countOf("1.5")).toBeNaN();
});
