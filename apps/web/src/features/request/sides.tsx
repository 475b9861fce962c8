"use client";

import dynamic from "next/dynamic";

// The buyer never sees the form and a seller never sees the comparison: each loads its own side only.
export const Comparison = dynamic(() => import("../offer/comparison.tsx").then((side) => side.Comparison));
export const OfferForm = dynamic(() => import("../offer/offer-form.tsx").then((side) => side.OfferForm));
export const OwnOffer = dynamic(() => import("../offer/own-offer.tsx").then((side) => side.OwnOffer));
export const CancelRequest = dynamic(() => import("./cancel-request.tsx").then((side) => side.CancelRequest));
