import type { RequestView } from "@amanat/contracts";

const TAKING: readonly RequestView["status"][] = ["pending", "active", "received_offers", "in_negotiation"];

/** Whether offers can still come: nothing was accepted and nobody ended it. */
export function takesOffers({ status }: Pick<RequestView, "status">): boolean {
  return TAKING.includes(status);
}
