import type { Stale } from "../stale.ts";
import { read } from "../access.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const channels = {
  market: read("user", "everybody signed in", "events:read", { rate: "none" }),
} as const;

export const pages = {
  "/requests/[id]": read("public", "as marketplace.getRequest", null, { rate: "none" }),
  "/requests/mine": read("user", "own", null, { rate: "none" }),
  "/requests/new": read("user", "none", null, { rate: "none" }),
  "/offers": read("user", "own", null, { rate: "none" }),
} as const;

export const stale: Stale<"marketplace"> = {
  request: ["marketplace.listRequests", "marketplace.getRequest", "marketplace.myRequests"],
  offer: [
    "marketplace.myTurn",
    "marketplace.listOffers",
    "marketplace.myOffers",
    "marketplace.getRequest",
    "marketplace.myRequests",
    "marketplace.listRequests",
  ],
  deal: ["marketplace.myTurn", "marketplace.getRequest", "marketplace.myRequests", "marketplace.myOffers", "marketplace.listOffers"],
  payment: ["marketplace.myTurn"],
  payout: ["marketplace.myTurn"],
  destination: ["marketplace.myTurn"],
};
