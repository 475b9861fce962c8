import { pageNonce } from "../../server-api/nonce.ts";
import { runtime } from "../../server/runtime.ts";

/** Wallets of the local chain, for people without an extension. Served, and asked for, in demo mode only. */
export async function DemoWallets() {
  if (!runtime().config.devWallet) return null;
  return <script async src="/__dev/wallet.js" nonce={await pageNonce()} />;
}
