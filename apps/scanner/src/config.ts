import { secretSchema } from "@amanat/contracts";
import { type Environment, given, logLevel, port, readEnvironment, url } from "@amanat/env";
import { type ChainSettings, readChains } from "@amanat/payment/chain-settings";
import * as z from "zod";

const integer = (fallback: number, min: number, max: number) => z.coerce.number().int().min(min).max(max).default(fallback);

const schema = z.object({
  /** Postgres, as the role amanat_scanner. */
  SCANNER_PG_URL: url("postgres", "postgresql"),
  AMN_SCANNER_HOST: z.string().min(1).default("127.0.0.1"),
  AMN_SCANNER_PORT: port(0),
  AMN_SCANNER_WEBHOOK_URL: url("http", "https"),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema,
  AMN_SCANNER_POLL_MS: integer(250, 20, 60_000),
  AMN_SCANNER_AUDIT_MS: integer(3_600_000, 0, 2_147_483_647),
  METRICS_BEARER_TOKEN: secretSchema.optional(),
  LOG_LEVEL: logLevel,
});

/** `tokens`: those the product takes. Logs of others are counted, one webhook a transaction; without the list each is reported. */
export type FollowedChain = Pick<ChainSettings, "chain" | "rpcUrls" | "confirmations" | "reorgDepth" | "requireFinalized"> & {
  readonly tokens?: readonly string[] | undefined;
};

export type ScannerConfig = {
  pgUrl: string;
  chains: readonly FollowedChain[];
  host: string;
  port: number;
  webhookUrl: string;
  secret: string;
  pollMs: number;
  /** How often each address's balance is looked at; 0 for never. */
  auditMs: number;
  /** The bearer token of `/metrics`. Without one it answers on this machine alone, and only where all chains are local. */
  metricsToken: string | null;
  logLevel: string;
};

/** Reads the scanner's environment. Throws one line that names the wrong variable and never shows a value. */
export function scannerConfig(source: Environment = process.env): ScannerConfig {
  const set = given(source);
  const read = readEnvironment(schema, set);
  return {
    pgUrl: read.SCANNER_PG_URL,
    chains: readChains(set, [], ["tokens"]),
    host: read.AMN_SCANNER_HOST,
    port: read.AMN_SCANNER_PORT,
    webhookUrl: read.AMN_SCANNER_WEBHOOK_URL,
    secret: read.AMN_SCANNER_WEBHOOK_SECRET,
    pollMs: read.AMN_SCANNER_POLL_MS,
    auditMs: read.AMN_SCANNER_AUDIT_MS,
    metricsToken: read.METRICS_BEARER_TOKEN ?? null,
    logLevel: read.LOG_LEVEL,
  };
}

/** The database alone, for an operator's command. */
export function databaseUrl(source: Environment = process.env): string {
  return readEnvironment(schema.pick({ SCANNER_PG_URL: true }), given(source)).SCANNER_PG_URL;
}
