import { randomBytes } from "node:crypto";
import { shownAddress, type walletChallenge as walletChallengeResult, type walletChallengeInput } from "@amanat/contracts";
import { type Ctx, inTransaction, now, requireUser } from "@amanat/db";
import type * as z from "zod";
import { openChallenge } from "../internal/challenges.ts";
import { nobodyYet, WALLET_PURPOSES } from "../internal/wallet-challenges.ts";
import type { WalletPort } from "../ports.ts";
import { CHALLENGE_LIFE_MS } from "../rules.ts";
import { walletMessage } from "../wallet/siwe.ts";

/**
 * The whole message a wallet has to sign: our domain and page, the chain, a nonce for one use, valid for five minutes. For signing in, the
 * holder of `challengeId` may answer; for linking, the session that asked.
 * Errors: AUTHENTICATION_REQUIRED (`link`), BUSY.
 */
export async function walletChallenge(
  ctx: Ctx,
  input: z.output<typeof walletChallengeInput>,
  wallet: WalletPort,
): Promise<z.input<typeof walletChallengeResult>> {
  const { purpose, statement } = WALLET_PURPOSES[input.purpose];
  if (input.purpose === "link") requireUser(ctx.actor);
  const address = shownAddress(input.address);
  const nonce = randomBytes(16).toString("hex");
  return inTransaction(ctx, async (tx) => {
    const issuedAt = await now(tx);
    const expiresAt = new Date(issuedAt.getTime() + CHALLENGE_LIFE_MS);
    const message = walletMessage(wallet.rules, { address, nonce, statement, issuedAt, expiresAt });
    const asking = input.purpose === "link" ? tx : nobodyYet(tx);
    const { handle } = await openChallenge(asking, { purpose, subject: "", payload: { address, nonce } });
    return { challengeId: handle, message };
  });
}
