import type { AuthPorts } from "@amanat/auth";
import { assets } from "@amanat/payment";
import { openReader } from "@amanat/chain";
import { walletNumberOf } from "@amanat/contracts";
import { WrongSetting } from "@amanat/env";
import type { WebConfig } from "./config.ts";

/** The settings and services that sign-in and proofs of presence use. Connections open at first use. */
export function authPorts(config: WebConfig): AuthPorts {
  // A contract wallet exists on one chain: it is verified on the first configured one.
  const [home] = config.chains;
  if (home === undefined) throw new Error("no chain is configured");
  const chainId = walletNumberOf(home.chain);
  if (chainId === null) throw new WrongSetting("CHAINS", `wallets cannot sign in on ${home.chain}; name another chain first`);
  return {
    origin: config.origin,
    apiKeyKind: config.AMANAT_MODE === "demo" ? "test" : "live",
    relyingParty: config.relyingParty,
    wallet: {
      rules: { domain: new URL(config.origin).host, uri: config.origin, chainId },
      smart: openReader(home).smartWallets,
    },
    assetOf: async (ctx, id) => (await assets(ctx)).assets.find((asset) => asset.id === id) ?? null,
    telegram:
      config.TELEGRAM_BOT_TOKEN === undefined
        ? null
        : { botToken: config.TELEGRAM_BOT_TOKEN, maxAgeSeconds: config.TELEGRAM_INITDATA_MAX_AGE_SEC },
  };
}
