import type { signInWithWalletInput } from "@amanat/contracts";
import { type Ctx, inTransaction } from "@amanat/db";
import type * as z from "zod";
import type { Proven } from "./enter.ts";
import { spendChallenge } from "../internal/challenges.ts";
import { ownerOrNewcomer } from "../internal/identities.ts";
import { keptOfWallet, nobodyYet, WALLET_PURPOSES, requireMessage, wayOfSigner } from "../internal/wallet-challenges.ts";
import type { WalletPort } from "../ports.ts";

/**
 * The person of the wallet that signed the message; a new person when the wallet is nobody's.
 *
 * - Replay: the challenge is used up before the signature is checked. Two at once: one gets it.
 *
 * Errors: CHALLENGE_INVALID, PROOF_INVALID, UPSTREAM_ERROR (a contract wallet, and the chain is away), BUSY.
 */
export async function proveWallet(ctx: Ctx, input: z.output<typeof signInWithWalletInput>, wallet: WalletPort): Promise<Proven> {
  const challenge = await inTransaction(ctx, (tx) => spendChallenge(nobodyYet(tx), input.challengeId, WALLET_PURPOSES.sign_in.purpose));
  const kept = keptOfWallet.parse(challenge.payload);
  await requireMessage(ctx, input.message, kept, wallet);
  const way = await wayOfSigner(ctx, input, kept.address, wallet);
  const person = await inTransaction(ctx, (tx) =>
    ownerOrNewcomer(tx, way, { name: shortened(kept.address), locale: input.locale ?? "fa" }),
  );
  return { person, amr: ["wallet"] };
}

const shortened = (address: string) => `${address.slice(0, 6)}…${address.slice(-4)}`;
