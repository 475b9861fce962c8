import type { CaseView, PartyRole } from "@amanat/contracts";

/** The reader's side; null for the mediator and admins. */
export const sideOf = ({ myRole }: Pick<CaseView, "myRole">): PartyRole | null =>
  myRole === "buyer" || myRole === "seller" ? myRole : null;

export const otherSide = (side: PartyRole): PartyRole => (side === "buyer" ? "seller" : "buyer");
