/** A kind of deal whose pages are here is told by this; every other reads by what deals of all kinds share. */
export function isPurchase<Deal extends { readonly kind: string }>(deal: Deal): deal is Extract<Deal, { readonly kind: "purchase" }> {
  return deal.kind === "purchase";
}
