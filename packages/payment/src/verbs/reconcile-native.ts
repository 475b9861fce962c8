import { nativeAsset } from "@amanat/contracts";
import { type Ctx, reader, requireSystem } from "@amanat/db";
import { compareNative } from "../internal/native-coin.ts";
import { noteOwnAddresses } from "../internal/own-addresses.ts";
import type { CustodyRail } from "../ports.ts";

const PER_PASS = 20;

/**
 * Finds native coin that somebody sent to an address of ours and books it as unmatched. One bounded pass over the addresses that were
 * compared longest ago; returns how many deposits it found. Several workers may run it.
 */
export async function reconcileNative(ctx: Ctx, rail: CustodyRail): Promise<number> {
  requireSystem(ctx.actor);
  const { chain } = rail.chain;
  const native = await reader(ctx).asset.findUnique({ where: { id: nativeAsset(chain) } });
  // The chain's native coin is not an asset of the books, or its balances say nothing of what came.
  if (native === null || rail.broadcaster.nativeAt === undefined) return 0;
  await noteOwnAddresses(ctx, chain, rail.chain.escrowWallet);
  const due = await reader(ctx).ownAddress.findMany({
    where: { chain },
    orderBy: [{ nativeCheckedAt: { sort: "asc", nulls: "first" } }, { address: "asc" }],
    take: PER_PASS,
  });
  let found = 0;
  for (const { address } of due) {
    try {
      if (await compareNative(ctx, rail, address)) found += 1;
    } catch (error) {
      ctx.log.warn({ err: error, address }, "native coin could not be compared; trying again");
    }
  }
  return found;
}
