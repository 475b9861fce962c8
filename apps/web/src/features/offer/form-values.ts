import { AMOUNT_PATTERN, splitFee, type SubmitOfferInput } from "@amanat/contracts";
import type { Split } from "./money-facts.tsx";

/** The form as typed. */
export type OfferForm = { price: string; deliveryDays: string; validHours: string; notes: string; payoutAddress: string };

export const EMPTY_OFFER: OfferForm = { price: "", deliveryDays: "", validHours: "72", notes: "", payoutAddress: "" };

/** How long an offer may stand, in hours. */
export const VALIDITIES = [24, 72, 168, 336, 720] as const;

/** What is sent; an empty count is left out so that the contract asks for it. */
export function offerInput(requestId: string, form: OfferForm): SubmitOfferInput {
  const input = {
    requestId,
    price: form.price,
    validHours: Number(form.validHours),
    notes: form.notes,
    payoutAddress: form.payoutAddress.trim(),
  };
  // Without a count the contract answers "required", which is what an empty field should say.
  return form.deliveryDays === "" ? (input as SubmitOfferInput) : { ...input, deliveryDays: Number(form.deliveryDays) };
}

/** What the seller would get for a typed price; null until it is an amount. */
export function previewOf(price: string, asset: string, feeBps: number): Split | null {
  if (!AMOUNT_PATTERN.test(price) || price === "0") return null;
  const { fee, sellerReceives } = splitFee(BigInt(price), feeBps);
  return { asset, price, fee: fee.toString(), sellerReceives: sellerReceives.toString(), feeBps };
}
