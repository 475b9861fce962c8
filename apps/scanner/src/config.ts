import { secretSchema } from "@amanat/contracts";
import * as z from "zod";

const url = (...protocols: string[]) =>
  z.url().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)), `must be a ${protocols.join(" or ")} address`);
const integer = (fallback: number, min: number, max: number) => z.coerce.number().int().min(min).max(max).default(fallback);

const schema = z.object({
  /** Postgres, as the role amanat_scanner. */
  SCANNER_PG_URL: url("postgres", "postgresql"),
  CHAIN_RPC_URL: url("http", "https"),
  /** `31337` or `eip155:31337`. */
  CHAIN_ID: z
    .string()
    .regex(/^(eip155:)?[1-9]\d{0,15}$/)
    .transform((text) => Number(text.replace("eip155:", ""))),
  CHAIN_FINALITY: z.enum(["finalized", "depth"]).default("finalized"),
  TRANSACTION_SAFETY_MIN_CONFIRMATIONS: integer(12, 1, 10_000),
  /** Tokens the product takes. Logs of others are counted, one webhook a transaction; without the list each is reported. */
  CHAIN_TOKENS: z
    .string()
    .regex(/^\s*0x[0-9a-fA-F]{40}(\s*,\s*0x[0-9a-fA-F]{40})*\s*$/)
    .transform((text) => text.split(",").map((part) => part.trim().toLowerCase()))
    .optional(),
  AMN_SCANNER_HOST: z.string().min(1).default("127.0.0.1"),
  AMN_SCANNER_PORT: z.coerce.number().int().min(0).max(65_535),
  AMN_SCANNER_WEBHOOK_URL: url("http", "https"),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema,
  AMN_SCANNER_POLL_MS: integer(250, 20, 60_000),
  /** Blocks that may still be reorganised away; below them nothing is looked at again. */
  AMN_SCANNER_SEAL_DEPTH: integer(64, 8, 100_000),
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

export type ScannerConfig = {
  pgUrl: string;
  rpcUrl: string;
  evmChainId: number;
  /** CAIP-2. */
  chain: string;
  confirmations: number;
  requireFinalized: boolean;
  tokens?: readonly string[] | undefined;
  host: string;
  port: number;
  webhookUrl: string;
  secret: string;
  pollMs: number;
  sealDepth: number;
  logLevel: string;
};

/** Reads the scanner's environment. Throws one line that names the wrong variables and never shows a value. */
export function scannerConfig(env: NodeJS.ProcessEnv = process.env): ScannerConfig {
  const parsed = schema.safeParse(env);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      (issue) => `${issue.path.join(".")} (${issue.code === "invalid_type" ? "missing" : issue.message})`,
    );
    throw new Error(`scanner: wrong configuration: ${wrong.join(", ")}`);
  }
  const read = parsed.data;
  return {
    pgUrl: read.SCANNER_PG_URL,
    rpcUrl: read.CHAIN_RPC_URL,
    evmChainId: read.CHAIN_ID,
    chain: `eip155:${read.CHAIN_ID}`,
    confirmations: read.TRANSACTION_SAFETY_MIN_CONFIRMATIONS,
    requireFinalized: read.CHAIN_FINALITY === "finalized",
    tokens: read.CHAIN_TOKENS,
    host: read.AMN_SCANNER_HOST,
    port: read.AMN_SCANNER_PORT,
    webhookUrl: read.AMN_SCANNER_WEBHOOK_URL,
    secret: read.AMN_SCANNER_WEBHOOK_SECRET,
    pollMs: read.AMN_SCANNER_POLL_MS,
    sealDepth: read.AMN_SCANNER_SEAL_DEPTH,
    logLevel: read.LOG_LEVEL,
  };
}
