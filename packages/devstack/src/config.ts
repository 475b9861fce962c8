import path from "node:path";
import { PROVIDER_NAMES, secretSchema } from "@amanat/contracts";
import { type Environment, given, listOf, logLevel, port, readEnvironment, url, WrongSetting } from "@amanat/env";
import { callVariables, providerVariables, WATCHING } from "@amanat/payment";
import { chainEnv, readChains, waysIn } from "@amanat/payment/chain-settings";
import * as z from "zod";
import { StackError } from "./stack-error.ts";

/** The names of the children that may run in more than one copy. */
const COPIES = ["worker", "scanner"] as const;

/** Environment of the supervisor. Every variable, its default and its readers stand in docs/configuration.md. */
export const supervisorEnv = z.object({
  PORT: port().default(3000),
  AMANAT_DATA_DIR: z.string().min(1).default(".amanat"),
  AMANAT_MODE: z.enum(["demo", "production"]).optional(),
  AMANAT_LOCAL_TON: z.enum(["true", "false"]).default("false"),
  AMANAT_SUPERVISE_EXTRA: listOf.pipe(z.array(z.enum(COPIES))).default([]),
  PG_URL: url("postgres", "postgresql").optional(),
  PG_OWNER_URL: url("postgres", "postgresql").optional(),
  SCANNER_PG_URL: url("postgres", "postgresql").optional(),
  FRONTEND_URL: url("http", "https").optional(),
  ...chainEnv.shape,
  JWT_SECRET: secretSchema.optional(),
  AMN_SCANNER_PORT: port().optional(),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema.optional(),
  SEED_PASSWORD_BUYER: z.string().min(10).optional(),
  SEED_PASSWORD_SELLER: z.string().min(10).optional(),
  SEED_PASSWORD_GUARD: z.string().min(10).optional(),
  SEED_PASSWORD_SUPPORT: z.string().min(10).optional(),
  SEED_PASSWORD_ADMIN: z.string().min(10).optional(),
  LOG_LEVEL: logLevel,
});

export type SupervisorEnv = z.infer<typeof supervisorEnv>;

const AS_THEY_ARE =
  /^(PATH|HOME|USER|LANG|LC_.*|TZ|TMPDIR|TEMP|TMP|SYSTEMROOT|NODE_EXTRA_CA_CERTS|NODE_OPTIONS|SMTP_.*|RESEND_WEBHOOK_SECRET|VAPID_.*|ADMIN_(EMAIL|PASSWORD)|MAIL_DIR|METRICS_BEARER_TOKEN|REDIS_URI|PUSHER_.*|TRUST_PROXY_HOPS|HOST|TRANSACTION_SAFETY_ENABLED|PAYMENT_LEDGER_ENFORCEMENT|PAYMENT_PROVIDER_MODE|DERIVED_DESTINATION_SWEEP_.*|RECONCILIATION_DRIFT_THRESHOLD|TREZOR_SAFEKEEPING_REQUIRED|WORKER_POLL_MS|IDEMPOTENCY_KEY_TTL_HOURS|(LEDGER|AUDIT)_ANCHOR_FILE|AMANAT_CRASH_POINT|AMN_SCANNER_(HOST|POLL_MS|AUDIT_MS)|SUPPORT_EMAIL|WEBHOOK_.*|DOSSIER_.*|S3_.*|UPLOAD_PATH|MAX_FILE_SIZE|CLAMD_ADDRESS|OUTBOUND_LOCAL_HOSTS|TRANSACTION_SAFETY_AML_PROVIDER|OFAC_LIST_URL|CHAINALYSIS_.*|ORACLE_.*|PRICE_ORACLE_PROVIDERS|DEPEG_HARD_CAP_BPS|OFFCHAIN_FX_URL|CHAINLINK_RPC_.*|(GOOGLE|TELEGRAM|WEBAUTHN|TURNSTILE)_.*)$/;

/** Who watches a chain is asked by others too, and started here: what it is configured with is made, and not handed on. */
const OTHERS = PROVIDER_NAMES.filter((name) => !WATCHING.includes(name));
const OF_PROVIDERS = new Set(providerVariables(OTHERS));
/** What the worker is told, most of it like the web process: it calls providers. */
const OF_CALLS = new Set(callVariables(OTHERS));

/** Variables handed through to the children as they are: the operating system's and those only a child reads. */
export const isHandedThrough = (name: string): boolean => AS_THEY_ARE.test(name) || OF_PROVIDERS.has(name) || OF_CALLS.has(name);

/** Of these, what the web process alone is told: secrets of ways in and of webhooks are nobody else's. */
export const isForWebOnly = (name: string): boolean =>
  /^((GOOGLE|TELEGRAM|WEBAUTHN|TURNSTILE)_|DOSSIER_PUBLIC_KEYS$|RESEND_WEBHOOK_SECRET$)/.test(name) ||
  (OF_PROVIDERS.has(name) && !OF_CALLS.has(name));
const OF_THE_WORKER =
  /^(ADMIN_|DOSSIER_SIGNING_KEY$|VAPID_(PRIVATE_KEY|SUBJECT)$|TRANSACTION_SAFETY_AML_PROVIDER$|OFAC_|CHAINALYSIS_|PRICE_ORACLE_|ORACLE_MAX_|DEPEG_|OFFCHAIN_FX_|CHAINLINK_)/;
/**
 * And what the worker alone is told: the first admin's password, the key that pushes are signed with, how addresses are screened, and what a
 * provider's money moves by.
 */
export const isForWorkerOnly = (name: string): boolean => OF_THE_WORKER.test(name) || (OF_CALLS.has(name) && !OF_PROVIDERS.has(name));
/** What both of them are told, and the scanner is not: it calls no provider. */
export const OF_CALLED_PROVIDERS = (name: string): boolean => OF_PROVIDERS.has(name) && OF_CALLS.has(name);
/** The same: it takes no files. */
export const OF_FILES = /^(S3_.*|UPLOAD_PATH|MAX_FILE_SIZE|CLAMD_ADDRESS)$/;

export type StackConfig = {
  env: SupervisorEnv;
  /** Absolute. */
  dataDir: string;
  port: number;
  baseUrl: string;
  /** The chains outside, or null for our own. */
  foreignChains: readonly WholeChain[] | null;
  /** The database outside, or null for our own. */
  databaseUrl: string | null;
  handedThrough: Record<string, string>;
};

/** A chain, with all that any of the processes has to know of it. */
export type WholeChain = ReturnType<typeof chainsIn>[number];

/** What every chain has to have; a contract that sends payments on with their references, only one that is paid on through it. */
const chainsIn = (set: Environment) =>
  readChains(set, ["tokens", "escrowWallet", "xpub", "custodyKeyFile"], ["feeProxy", "receiverWallet"]);

/** Variables that describe a chain outside, and nothing without its node. */
const OF_A_CHAIN = [
  "CHAIN_ID",
  "CHAIN_TOKENS",
  "CHAIN_FEE_PROXY",
  "ESCROW_WALLET_ADDRESS",
  "RECEIVER_WALLET_ADDRESS",
  "DERIVED_DESTINATION_XPUB",
  "CUSTODY_KEY_FILE",
] as const;

function foreignChainsOf(set: Environment, env: SupervisorEnv): readonly WholeChain[] | null {
  if (waysIn(set).length === 0) {
    const stray = OF_A_CHAIN.find((name) => env[name] !== undefined);
    if (stray !== undefined) throw new StackError(`${stray} is set but CHAIN_RPC_URL is not; set all of CHAIN_* or none`);
    return null;
  }
  const chains = wholeChains(set);
  if (env.AMANAT_MODE === "demo")
    throw new StackError(`AMANAT_MODE=demo runs on the local chains only; unset ${waysIn(set).join(" and ")}`);
  return chains.map((chain) => ({ ...chain, custodyKeyFile: path.resolve(chain.custodyKeyFile) }));
}

function wholeChains(set: Environment): readonly WholeChain[] {
  try {
    return chainsIn(set);
  } catch (error) {
    if (!(error instanceof WrongSetting)) throw error;
    const missing = waysIn(set)[0] === "CHAIN_RPC_URL" && error.problem === "is not set";
    throw new StackError(missing ? `CHAIN_RPC_URL is set, so ${error.variable} has to be set as well` : error.message);
  }
}

/** Reads the environment; a wrong variable is a StackError that names it, never its value (it may be a secret). */
export function readConfig(source: Environment = process.env, root = process.cwd()): StackConfig {
  const { set, env } = environmentOf(source);
  const foreignChains = foreignChainsOf(set, env);
  if (foreignChains !== null && env.AMANAT_LOCAL_TON === "true")
    throw new StackError("AMANAT_LOCAL_TON is for the demo: everybody may mint on that chain. Unset it where a chain outside is used");
  if (foreignChains === null && env.AMANAT_MODE === "production")
    throw new StackError("AMANAT_MODE=production needs a real chain: set CHAIN_RPC_URL or CHAINS");
  // The web process would refuse it too, but only after everything has been built and started.
  if (foreignChains !== null && !env.FRONTEND_URL?.startsWith("https://"))
    throw new StackError("FRONTEND_URL: must begin with https:// when a chain outside is used: real money needs TLS");
  return {
    env,
    dataDir: path.resolve(root, env.AMANAT_DATA_DIR),
    port: env.PORT,
    // localhost, not an address: passkeys refuse bare IPs.
    baseUrl: (env.FRONTEND_URL ?? `http://localhost:${env.PORT}`).replace(/\/+$/, ""),
    foreignChains,
    databaseUrl: env.PG_URL ?? null,
    handedThrough: Object.fromEntries(Object.entries(set).filter(([name]) => isHandedThrough(name))),
  };
}

function environmentOf(source: Environment): { set: Record<string, string>; env: SupervisorEnv } {
  try {
    const set = given(source);
    return { set, env: readEnvironment(supervisorEnv, set) };
  } catch (error) {
    throw error instanceof WrongSetting ? new StackError(error.message) : error;
  }
}

/** The data directory alone, for programs that only look something up in it. */
export function readDataDir(root: string, source: Environment = process.env): string {
  return path.resolve(root, source["AMANAT_DATA_DIR"] || ".amanat");
}

/** Everything this process was given, for builds and tools that are started as a person would start them. */
export function childEnvironment(): Record<string, string | undefined> {
  return { ...process.env };
}

/** What a command of ours was given, each variable under its first name. */
export function commandEnvironment(): Environment {
  return given(process.env);
}
