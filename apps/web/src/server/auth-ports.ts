import type { AuthPorts } from "@amanat/auth";
import { assets } from "@amanat/payment";
import { openRpc, smartWallets } from "@amanat/chain";
import type { WebConfig } from "./config.ts";

/** What ways in and proofs of presence need to know of this installation. Opens nothing until it is used. */
export function authPorts(config: WebConfig): AuthPorts {
  const rpc = openRpc({ url: config.CHAIN_RPC_URL, evmChainId: config.CHAIN_ID, name: config.chainName, timeoutMs: 2_500 });
  return {
    origin: config.origin,
    apiKeyKind: config.AMANAT_MODE === "demo" ? "test" : "live",
    relyingParty: config.relyingParty,
    wallet: {
      rules: { domain: new URL(config.origin).host, uri: config.origin, chainId: config.CHAIN_ID },
      smart: smartWallets(rpc),
    },
    assetOf: async (ctx, id) => (await assets(ctx)).assets.find((asset) => asset.id === id) ?? null,
    telegram:
      config.TELEGRAM_BOT_TOKEN === undefined
        ? null
        : { botToken: config.TELEGRAM_BOT_TOKEN, maxAgeSeconds: config.TELEGRAM_INITDATA_MAX_AGE_SEC },
  };
}
