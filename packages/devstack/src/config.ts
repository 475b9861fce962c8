import path from "node:path";
import { addressSchema, secretSchema } from "@amanat/contracts";
import * as z from "zod";
import { StackError } from "./stack-error.ts";

/** The names of the children that may run in more than one copy. */
const COPIES = ["worker", "scanner"] as const;

const port = z.coerce.number().int().min(1).max(65_535);
const url = (...schemes: string[]) =>
  z.url().refine((text) => schemes.some((scheme) => text.startsWith(`${scheme}://`)), {
    error: `must begin with ${schemes.map((s) => `${s}://`).join(" or ")}`,
  });

/** Environment of the supervisor. Every variable, its default and its readers stand in docs/configuration.md. */
export const supervisorEnv = z.object({
  PORT: port.default(3000),
  AMANAT_DATA_DIR: z.string().min(1).default(".amanat"),
  AMANAT_MODE: z.enum(["demo", "production"]).optional(),
  AMANAT_SUPERVISE_EXTRA: z
    .string()
    .default("")
    .transform((text) =>
      text
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean),
    )
    .pipe(z.array(z.enum(COPIES))),
  PG_URL: url("postgres", "postgresql").optional(),
  DATABASE_URL: url("postgres", "postgresql").optional(),
  PG_OWNER_URL: url("postgres", "postgresql").optional(),
  SCANNER_PG_URL: url("postgres", "postgresql").optional(),
  FRONTEND_URL: url("http", "https").optional(),
  CHAIN_RPC_URL: url("http", "https").optional(),
  CHAIN_ID: z.coerce.number().int().positive().optional(),
  CHAIN_NAME: z.string().min(1).optional(),
  CHAIN_TOKENS: z
    .string()
    .transform((text) => text.split(",").map((token) => token.trim()))
    .pipe(z.array(addressSchema))
    .optional(),
  CHAIN_FEE_PROXY: addressSchema.optional(),
  CHAIN_FINALITY: z.enum(["finalized", "depth"]).default("finalized"),
  TRANSACTION_SAFETY_MIN_CONFIRMATIONS: z.coerce.number().int().min(1).max(10_000).optional(),
  ESCROW_WALLET_ADDRESS: addressSchema.optional(),
  DERIVED_DESTINATION_XPUB: z.string().startsWith("xpub", { error: "must be an extended public key (xpub…)" }).optional(),
  CUSTODY_KEY_FILE: z.string().min(1).optional(),
  JWT_SECRET: secretSchema.optional(),
  AMN_SCANNER_PORT: port.optional(),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema.optional(),
  SEED_PASSWORD_BUYER: z.string().min(10).optional(),
  SEED_PASSWORD_SELLER: z.string().min(10).optional(),
  SEED_PASSWORD_GUARD: z.string().min(10).optional(),
  SEED_PASSWORD_RESOLVER: z.string().min(10).optional(),
  SEED_PASSWORD_ADMIN: z.string().min(10).optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "fatal", "silent"]).default("info"),
});

export type SupervisorEnv = z.infer<typeof supervisorEnv>;
export type Environment = Readonly<Record<string, string | undefined>>;

/** Variables handed through to the children as they are: the operating system's and those only a child reads. */
export const HANDED_THROUGH =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SMTP_.*|ADMIN_(EMAIL|PASSWORD)|MAIL_FROM|MAIL_DIR|METRICS_BEARER_TOKEN|REDIS_URL|TRUST_PROXY_HOPS|HOST|CHAIN_EXPLORER_URL|TRANSACTION_SAFETY_ENABLED|PAYMENT_LEDGER_ENFORCEMENT|DERIVED_DESTINATION_SWEEP_.*|WORKER_POLL_MS|(LEDGER|AUDIT)_ANCHOR_FILE|AMANAT_CRASH_POINT|AMN_SCANNER_(HOST|POLL_MS|SEAL_DEPTH)|SUPPORT_EMAIL|(GOOGLE|TELEGRAM|WEBAUTHN|TURNSTILE)_.*)$/;

/** Of these, what the web process alone is told: secrets of ways in are nobody else's. */
export const FOR_WEB_ONLY = /^(GOOGLE|TELEGRAM|WEBAUTHN|TURNSTILE)_/;
/** And what the worker alone is told: the first admin's password. */
export const FOR_WORKER_ONLY = /^ADMIN_/;

export type StackConfig = {
  env: SupervisorEnv;
  /** Absolute. */
  dataDir: string;
  port: number;
  baseUrl: string;
  /** The chain outside, or null for our own. */
  foreignChain: ForeignChain | null;
  /** The database outside, or null for our own. */
  databaseUrl: string | null;
  handedThrough: Record<string, string>;
};

export type ForeignChain = {
  rpcUrl: string;
  chainId: number;
  name: string;
  tokens: string[];
  proxy: string;
  escrowWallet: string;
  xpub: string;
  custodyKeyFile: string;
};

/** What each variable of a foreign chain is for, in the order they are asked for. */
const FOREIGN = {
  CHAIN_ID: "chainId",
  CHAIN_TOKENS: "tokens",
  CHAIN_FEE_PROXY: "proxy",
  ESCROW_WALLET_ADDRESS: "escrowWallet",
  DERIVED_DESTINATION_XPUB: "xpub",
  CUSTODY_KEY_FILE: "custodyKeyFile",
} as const;

function foreignChainOf(env: SupervisorEnv): ForeignChain | null {
  if (env.CHAIN_RPC_URL === undefined) {
    const stray = Object.keys(FOREIGN).find((name) => env[name as keyof typeof FOREIGN] !== undefined);
    if (stray !== undefined) throw new StackError(`${stray} is set but CHAIN_RPC_URL is not; set all of CHAIN_* or none`);
    return null;
  }
  const { CHAIN_ID, CHAIN_TOKENS, CHAIN_FEE_PROXY, ESCROW_WALLET_ADDRESS, DERIVED_DESTINATION_XPUB, CUSTODY_KEY_FILE } = env;
  if (!CHAIN_ID || !CHAIN_TOKENS || !CHAIN_FEE_PROXY || !ESCROW_WALLET_ADDRESS || !DERIVED_DESTINATION_XPUB || !CUSTODY_KEY_FILE) {
    const missing = Object.keys(FOREIGN).find((name) => env[name as keyof typeof FOREIGN] === undefined);
    throw new StackError(`CHAIN_RPC_URL is set, so ${missing} has to be set as well`);
  }
  if (env.AMANAT_MODE === "demo") throw new StackError("AMANAT_MODE=demo runs on the local chain only; unset CHAIN_RPC_URL");
  return {
    rpcUrl: env.CHAIN_RPC_URL,
    chainId: CHAIN_ID,
    name: env.CHAIN_NAME ?? `eip155:${CHAIN_ID}`,
    tokens: CHAIN_TOKENS,
    proxy: CHAIN_FEE_PROXY,
    escrowWallet: ESCROW_WALLET_ADDRESS,
    xpub: DERIVED_DESTINATION_XPUB,
    custodyKeyFile: path.resolve(CUSTODY_KEY_FILE),
  };
}

/** Reads the environment; a wrong variable is a StackError that names it, never its value (it may be a secret). */
export function readConfig(source: Environment = process.env, root = process.cwd()): StackConfig {
  const set = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== undefined && value !== ""));
  const parsed = supervisorEnv.safeParse(set);
  if (!parsed.success) {
    const issue = parsed.error.issues[0];
    throw new StackError(`${String(issue?.path[0] ?? "environment")}: ${issue?.message ?? "invalid"}`);
  }
  const env = parsed.data;
  const foreignChain = foreignChainOf(env);
  if (foreignChain === null && env.AMANAT_MODE === "production")
    throw new StackError("AMANAT_MODE=production needs a real chain: set CHAIN_RPC_URL");
  // The web process would refuse it too, but only after everything has been built and started.
  if (foreignChain !== null && !env.FRONTEND_URL?.startsWith("https://"))
    throw new StackError("FRONTEND_URL: must begin with https:// when CHAIN_RPC_URL is set: real money needs TLS");
  return {
    env,
    dataDir: path.resolve(root, env.AMANAT_DATA_DIR),
    port: env.PORT,
    // localhost, not an address: passkeys refuse bare IPs.
    baseUrl: (env.FRONTEND_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
    foreignChain,
    databaseUrl: env.PG_URL ?? env.DATABASE_URL ?? null,
    handedThrough: Object.fromEntries(Object.entries(set).filter((entry): entry is [string, string] => HANDED_THROUGH.test(entry[0]))),
  };
}

/** The data directory alone, for programs that only look something up in it. */
export function readDataDir(root: string, source: Environment = process.env): string {
  return path.resolve(root, source["AMANAT_DATA_DIR"] || ".amanat");
}

/** Everything this process was given, for builds and tools that are started as a person would start them. */
export function childEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}
