import { headers } from "next/headers";
import { runtime } from "../../server/runtime.ts";

/** Wallets of the local chain, for people without an extension. Served, and asked for, in demo mode only. */
export async function DemoWallets() {
  if (!runtime().config.devWallet) return null;
  const nonce = (await headers()).get("x-nonce") ?? undefined;
  return <script async src="/__dev/wallet.js" nonce={nonce} />;
}
