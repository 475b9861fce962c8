"use client";

import dynamic from "next/dynamic";
import { late } from "../../client/reach.ts";

// The buyer never sees the form and a seller never sees the comparison: each loads its own side only.
export const Comparison = dynamic(async () => (await late(() => import("../offer/comparison.tsx"))).Comparison);
export const OfferForm = dynamic(async () => (await late(() => import("../offer/offer-form.tsx"))).OfferForm);
export const OwnOffer = dynamic(async () => (await late(() => import("../offer/own-offer.tsx"))).OwnOffer);
export const CancelRequest = dynamic(async () => (await late(() => import("./cancel-request.tsx"))).CancelRequest);
export const AskBuyer = dynamic(async () => (await late(() => import("./ask-buyer.tsx"))).AskBuyer);
