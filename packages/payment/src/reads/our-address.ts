import { addressFault, canonicalAddress, DomainError, shownAddress } from "@amanat/contracts";
import { type Ctx, Prisma, rowsOf } from "@amanat/db";
import type { ChainPorts } from "../ports.ts";

/** What an address of ours is for: the escrow wallet, the fee proxy, a token contract, a deposit address, a former wallet. */
export type Ours = "escrow" | "proxy" | "token" | "deposit" | "signer";

/**
 * What an address of ours is for; null when it is not ours. A payout to it would be lost to its payee, and the chain would hold more
 * than the books say. The same address may exist on several chains, so it counts as ours on all of them.
 */
export async function ourAddress(ctx: Ctx, address: string, rails: ChainPorts["rails"]): Promise<Ours | null> {
  const wanted = canonicalAddress(address);
  for (const { chain } of rails.values()) {
    if (wanted === chain.escrowWallet) return "escrow";
    if (wanted === chain.proxy) return "proxy";
  }
  // A signer that is not the escrow wallet was one in an earlier configuration.
  const [row] = await rowsOf<{ ours: Ours | null }>(
    ctx,
    Prisma.sql`SELECT CASE
      WHEN EXISTS (SELECT FROM "Asset" WHERE "token" IN (${wanted}, ${shownAddress(wanted)})) THEN 'token'
      WHEN EXISTS (SELECT FROM "PaymentIntent" WHERE "depositAddress" = ${wanted}) THEN 'deposit'
      WHEN EXISTS (SELECT FROM "SignerNonce" WHERE "address" = ${wanted}) THEN 'signer'
    END AS ours`,
  );
  return row?.ours ?? null;
}

/**
 * Called wherever an address for outgoing money is entered. Errors: VALIDATION_ERROR at the field `path`: an address of ours, or none that
 * can be paid on this chain.
 */
export async function refuseOurAddress(
  ctx: Ctx,
  { chain, address }: { chain: string; address: string },
  { rails, path }: ChainPorts & { path: string },
): Promise<void> {
  const code = addressFault(address, chain) ?? ((await ourAddress(ctx, address, rails)) === null ? null : "address_ours");
  if (code !== null) throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path, code }] });
}
