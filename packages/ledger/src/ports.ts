import type { Asset } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { Funds } from "./funds.ts";

/** What the procedures about the books ask of contexts that the ledger does not know. Supplied by the composition. */
export interface BooksPorts {
  /** A deal's scope and asset, to whoever may see the deal. Errors: NOT_FOUND. */
  dealOf(ctx: Ctx, dealId: string): Promise<{ scope: string; asset: string }>;
  /** Where an agreement's money of one asset is. */
  fundsIn(ctx: Ctx, scope: string, asset: string): Promise<Funds>;
  /** Every asset we ever accepted, and coins that gas is paid in, by id. */
  assetsById(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Asset>>;
  decimalsByAsset(ctx: Ctx): Promise<ReadonlyMap<string, number>>;
}
