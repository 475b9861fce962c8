import { DomainError } from "@amanat/contracts";
import { type Ctx, literally, reader } from "@amanat/db";
import type { ChainPorts } from "../ports.ts";

/** What of ours an address is: the wallet payouts come from, a contract, a place somebody was told to pay to. */
export type Ours = "escrow" | "proxy" | "token" | "deposit" | "signer";

/**
 * What of ours an address is, or null. Money sent there would be lost to whom it is for, and the chain would hold more than
 * the books say. One address may be the same on several chains, so all that we ever gave out or signed with counts, wherever.
 */
export async function ourAddress(ctx: Ctx, address: string, rails: ChainPorts["rails"]): Promise<Ours | null> {
  const wanted = address.toLowerCase();
  for (const { chain } of rails.values()) {
    if (wanted === chain.escrowWallet.toLowerCase()) return "escrow";
    if (wanted === chain.proxy?.toLowerCase()) return "proxy";
  }
  const db = reader(ctx);
  if (await db.asset.findFirst({ where: { id: { endsWith: literally(`/erc20:${wanted}`) } }, select: { id: true } })) return "token";
  if (await db.paymentIntent.findFirst({ where: { depositAddress: wanted }, select: { id: true } })) return "deposit";
  // Wallets that were ours before the configuration named others.
  return (await db.signerNonce.findFirst({ where: { address: wanted }, select: { address: true } })) ? "signer" : null;
}

/** Asked wherever an address comes in that money will go to. Errors: VALIDATION_ERROR, naming the field `path`. */
export async function refuseOurAddress(ctx: Ctx, address: string, { rails, path }: ChainPorts & { path: string }): Promise<void> {
  if ((await ourAddress(ctx, address, rails)) !== null)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path, code: "address_ours" }] });
}
