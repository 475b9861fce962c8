import { createCtx, type Ctx, type Database, newId } from "@amanat/db";
import { TEST_BOT_TOKEN } from "@amanat/testing";
import type { PrivateKeyAccount } from "viem/accounts";
import { actorFromCredential } from "./reads/actor-from-credential.ts";
import type { TelegramPort, WalletPort } from "./ports.ts";
import { proveWallet } from "./verbs/prove-wallet.ts";
import { walletChallenge } from "./verbs/wallet-challenge.ts";

export const FROM = { surface: "mini_app", userAgent: "vitest", address: "::1" } as const;
export const BROWSER = { userAgent: "vitest", address: "::1" } as const;
export const telegram: TelegramPort = { botToken: TEST_BOT_TOKEN, maxAgeSeconds: 86_400 };
export const wallet: WalletPort = { rules: { domain: "amanat.test", uri: "https://amanat.test", chainId: 31_337 }, smart: null };

/** Acts as whoever the access token says. */
export async function bearing(db: Database, accessToken: string): Promise<Ctx> {
  return createCtx(db, await actorFromCredential(db, { carrier: "bearer", token: accessToken, address: "::1" }));
}

/** Acts as whoever the cookie says. */
export async function holding(db: Database, token: string): Promise<Ctx> {
  return createCtx(db, await actorFromCredential(db, { carrier: "cookie", token, address: "::1" }));
}

/** Signs the message a wallet is asked to sign, and answers with it. */
export async function signed(
  ctx: Ctx,
  key: PrivateKeyAccount,
  purpose: "sign_in" | "link",
): Promise<{ challengeId: string; message: string; signature: string }> {
  const { challengeId, message } = await walletChallenge(ctx, { address: key.address, purpose }, wallet);
  return { challengeId, message, signature: await key.signMessage({ message }) };
}

export const byWallet = async (ctx: Ctx, key: PrivateKeyAccount) => proveWallet(ctx, await signed(ctx, key, "sign_in"), wallet);

/** Telegram ids nobody else in the run uses. */
export const newTelegramId = () => Number.parseInt(newId().replaceAll("-", "").slice(-12), 16) + 1;
