import { canonicalAddress, DomainError, shownAddress } from "@amanat/contracts";
import { type Ctx, now, type TxCtx } from "@amanat/db";
import * as z from "zod";
import { anonymous } from "../reads/actor-from-credential.ts";
import type { WalletPort } from "../ports.ts";
import { messageRefusal, signerOf } from "../wallet/siwe.ts";
import type { Way } from "./identities.ts";

export const WALLET_PURPOSES = {
  // EIP-4361 demands ASCII, so the text is in one language.
  sign_in: { purpose: "wallet.sign_in", statement: "Sign in to Amanat. This costs nothing and moves nothing." },
  link: { purpose: "wallet.link", statement: "Make this wallet a way into your Amanat account. This costs nothing and moves nothing." },
} as const;

export const keptOfWallet = z.object({ address: z.string(), nonce: z.string() });

/** Signing in is anonymous, even in a signed-in browser: the challenge must not belong to that session. */
export const nobodyYet = (tx: TxCtx): TxCtx => ({ ...tx, actor: anonymous(tx.actor.tenantId) });

export async function requireMessage(
  ctx: Ctx,
  message: string,
  kept: { address: string; nonce: string },
  wallet: WalletPort,
): Promise<void> {
  const refusal = messageRefusal(message, { ...wallet.rules, ...kept }, await now(ctx));
  if (refusal === null) return;
  ctx.log.info({ reason: refusal }, "wallet message refused");
  throw new DomainError("PROOF_INVALID");
}

export async function wayOfSigner(
  ctx: Ctx,
  proof: { message: string; signature: string },
  address: string,
  wallet: WalletPort,
): Promise<Way> {
  const signer = await signerOf(proof, wallet.smart);
  if (signer === canonicalAddress(address)) return wayOfWallet(address);
  ctx.log.info({ reason: "signature" }, "wallet signature refused");
  throw new DomainError("PROOF_INVALID");
}

/** One spelling for every casing of an address; people see the checksummed one. */
export const wayOfWallet = (address: string): Way => ({
  provider: "wallet",
  subject: canonicalAddress(address),
  label: shownAddress(address),
});
