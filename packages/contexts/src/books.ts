import { DomainError, uuidOf } from "@amanat/contracts";
import { getDeal } from "@amanat/deals";
import type { BooksPorts } from "@amanat/ledger";
import { assetsById, decimalsByAsset, fundsIn } from "@amanat/payment";
import { KINDS } from "./kinds.ts";

/** What the ledger's procedures ask of deals and payment. Whoever may see a deal may see its money, and getDeal decides that. */
export const BOOKS: BooksPorts = {
  async dealOf(ctx, dealId) {
    const deal = await getDeal(ctx, { dealId }, KINDS);
    const scope = uuidOf("deal", dealId);
    if (!scope) throw new DomainError("NOT_FOUND");
    return { scope, asset: deal.asset };
  },
  fundsIn,
  assetsById,
  decimalsByAsset,
};
