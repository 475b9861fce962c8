import { createRequestInput } from "@amanat/contracts";
import { expect, test } from "vitest";
import { requestIssues, stepIssues } from "./form-rules.ts";
import { EMPTY_REQUEST, firstWrongStep, requestInput, STEPS, type RequestForm } from "./form-values.ts";

const good: RequestForm = {
  ...EMPTY_REQUEST,
  productType: "physical_product",
  category: "electronics",
  title: "A used laptop",
  description: "Thin, light and less than two years old.",
  asset: `eip155:31337/erc20:0x${"a".repeat(40)}`,
  budgetMin: "1000000",
  budgetMax: "2000000",
  country: "Iran",
  city: "Shiraz",
};

test("a filled form is what the contract asks for", () => {
  expect(requestIssues(good)).toEqual({});
  expect(createRequestInput.parse(requestInput(good)).delivery).toMatchObject({ mode: "physical", city: "Shiraz" });
  expect(createRequestInput.parse(requestInput({ ...good, productType: "service", mode: "", channel: "e-mail" })).delivery).toEqual({
    mode: "online",
    channel: "e-mail",
  });
});

test("each mistake belongs to a step, and the first wrong step is the one to go to", () => {
  expect(Object.keys(stepIssues(EMPTY_REQUEST, 0)).sort()).toEqual(["category", "description", "productType", "title"]);
  expect(stepIssues({ ...good, city: "" }, 0)).toEqual({});
  expect(firstWrongStep(requestIssues({ ...good, city: "" }))).toBe(2);
  expect(firstWrongStep(requestIssues({ ...good, budgetMax: "1" }))).toBe(1);
  expect(firstWrongStep({})).toBe(STEPS.length - 1);
});
