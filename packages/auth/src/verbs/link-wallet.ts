import { type acknowledged, DomainError, type linkWalletInput, type StepUpDemand } from "@amanat/contracts";
import { type Ctx, inTransaction, requireStepUp, requireStepUpAhead, requireUser } from "@amanat/db";
import type * as z from "zod";
import { spendChallenge } from "../internal/challenges.ts";
import { linkWay, requireNobodyElses } from "../internal/identities.ts";
import { personById } from "../internal/people.ts";
import { keptOfWallet, WALLET_PURPOSES, requireMessage, wayOfWallet, wayOfSigner } from "../internal/wallet-challenges.ts";
import type { WalletPort } from "../ports.ts";

/**
 * Links a wallet to the signed-in person.
 *
 * - Step-up: over `wallet:<address>`, by another method than this wallet, which is not theirs yet.
 * - The chain is asked last: only about a message that is otherwise right, from a person who has proved presence, and once per challenge. A
 *   call that gets STEP_UP_REQUIRED has used up nothing and can be sent again.
 * - Replay, two at once: one gets the challenge. A wallet that was linked to another person meanwhile stays theirs.
 *
 * Errors: AUTHENTICATION_REQUIRED, STEP_UP_REQUIRED, CHALLENGE_INVALID, PROOF_INVALID, IDENTITY_TAKEN, UPSTREAM_ERROR, BUSY.
 */
export async function linkWallet(
  ctx: Ctx,
  input: z.output<typeof linkWalletInput>,
  wallet: WalletPort,
): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  const { address, demand } = await inTransaction(ctx, async (tx) => {
    const challenge = await spendChallenge(tx, input.challengeId, WALLET_PURPOSES.link.purpose);
    const kept = keptOfWallet.parse(challenge.payload);
    await requireMessage(tx, input.message, kept, wallet);
    const found = demandFor(kept.address);
    await requireStepUpAhead(tx, found);
    await requireNobodyElses(tx, wayOfWallet(kept.address), user.userId);
    return { address: kept.address, demand: found };
  });
  // Outside a transaction, because it may call a chain.
  const way = await wayOfSigner(ctx, input, address, wallet);
  await inTransaction(ctx, async (tx) => {
    await requireStepUp(tx, demand);
    const person = await personById(tx, user.userId);
    if (!person) throw new DomainError("INVALID_TOKEN");
    await linkWay(tx, way, person);
  });
  return { ok: true };
}

function demandFor(address: string): StepUpDemand {
  return { action: "identity.link", subject: `wallet:${address.toLowerCase()}`, amount: null, asset: null, destination: null };
}
