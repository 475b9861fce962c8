import { PRICE_PROVIDERS } from "@amanat/contracts";
import { type Environment, flag, given, listOf, readEnvironment, trustedUrl, url, WrongSetting } from "@amanat/env";
import * as z from "zod";
import type { PriceSettings } from "../ports.ts";

export const pricesEnv = z.object({
  ORACLE_QUOTING_ENABLED: flag(false),
  PRICE_ORACLE_PROVIDERS: listOf.pipe(z.array(z.enum(PRICE_PROVIDERS)).min(1)).default([...PRICE_PROVIDERS]),
  ORACLE_MAX_STALENESS_S: z.coerce.number().int().min(30).max(3_600).default(120),
  DEPEG_HARD_CAP_BPS: z.coerce.number().int().min(1).max(5_000).default(500),
  OFFCHAIN_FX_URL: trustedUrl.optional(),
  CHAINLINK_RPC_1: url("http", "https").optional(),
  CHAINLINK_RPC_56: url("http", "https").optional(),
});

/** How prices are asked for; null where they are not. Throws WrongSetting. */
export function readPrices(source: Environment): PriceSettings | null {
  const env = readEnvironment(pricesEnv, given(source));
  if (!env.ORACLE_QUOTING_ENABLED) return null;
  const providers = env.PRICE_ORACLE_PROVIDERS;
  if (!providers.includes("chainlink")) throw new WrongSetting("PRICE_ORACLE_PROVIDERS", "must name chainlink: it alone prices tokens");
  const fx = providers.includes("offchain_fx");
  if (fx && env.OFFCHAIN_FX_URL === undefined)
    throw new WrongSetting("OFFCHAIN_FX_URL", "is not set, and PRICE_ORACLE_PROVIDERS names offchain_fx");
  const ownNodes = { "1": env.CHAINLINK_RPC_1, "56": env.CHAINLINK_RPC_56 };
  return {
    maxAgeSeconds: env.ORACLE_MAX_STALENESS_S,
    depegCapBps: env.DEPEG_HARD_CAP_BPS,
    fxUrl: fx ? (env.OFFCHAIN_FX_URL ?? null) : null,
    nodes: Object.entries(ownNodes).flatMap(([id, rpcUrl]) => (rpcUrl === undefined ? [] : [{ id, rpcUrl }])),
  };
}
