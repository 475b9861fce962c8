import type { Asset } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { Funds } from "./reads/funds.ts";

/** What the books' procedures need of contexts that the ledger does not know. Supplied by the composition. */
export interface BooksPorts {
  /** A deal's scope and asset, for a caller who may see the deal. Errors: NOT_FOUND. */
  dealOf(ctx: Ctx, dealId: string): Promise<{ scope: string; asset: string }>;
  /** Where an agreement's money of one asset is. */
  fundsIn(ctx: Ctx, scope: string, asset: string): Promise<Funds>;
  /** Every asset we ever accepted, and every native coin, by id. */
  assetsById(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Asset>>;
  decimalsByAsset(ctx: Ctx): Promise<ReadonlyMap<string, number>>;
}
