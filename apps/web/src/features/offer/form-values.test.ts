import { expect, test } from "vitest";
import { offerIssues } from "./form-rules.ts";
import { EMPTY_OFFER, previewOf } from "./form-values.ts";

const requestId = `req_${"0".repeat(32)}`;
const asset = `eip155:31337/erc20:0x${"a".repeat(40)}`;

test("an empty form asks for everything it needs, a filled one is accepted", () => {
  expect(offerIssues(requestId, EMPTY_OFFER)).toMatchObject({
    price: { key: "required" },
    deliveryDays: { key: "required" },
    payoutAddress: { key: "required" },
  });
  expect(offerIssues(requestId, { ...EMPTY_OFFER, price: "1000", deliveryDays: "7", payoutAddress: ` 0x${"B".repeat(40)} ` })).toEqual({});
});

test("the preview adds up and leaves the remainder to the seller", () => {
  const preview = previewOf("999", asset, 250);
  expect(preview).toMatchObject({ price: "999", fee: "24", sellerReceives: "975" });
  for (const price of ["", "0", "1.5", "12."]) expect(previewOf(price, asset, 250)).toBeNull();
});
