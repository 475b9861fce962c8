import type { RelyingParty } from "@amanat/auth";
import { readChains } from "@amanat/chain";
import { secretSchema } from "@amanat/contracts";
import {
  ed25519Key,
  type Environment,
  flag,
  given,
  hours,
  listOf,
  logLevel,
  port,
  pusherOf,
  type PusherSettings,
  readEnvironment,
  url,
  vapidPublicKey,
  OUTWARD,
  STORED,
} from "@amanat/env";
import { providerSecrets, readProviders } from "@amanat/payment";
import * as z from "zod";
import { relyingPartyOf } from "./relying-party.ts";

/** The web process's environment. docs/configuration.md lists every variable. */
export const webEnv = z.object({
  AMANAT_MODE: z.enum(["demo", "production"]),
  NODE_ENV: z.enum(["development", "production", "test"]).default("production"),
  PORT: port(0).default(3000),
  HOST: z.string().min(1).optional(),
  TRUST_PROXY_HOPS: z.coerce.number().int().min(0).max(10).default(0),
  FRONTEND_URL: url("http", "https"),
  PG_URL: url("postgres", "postgresql"),
  REDIS_URI: url("redis", "rediss").optional(),
  PUSHER_APP_ID: z.string().min(1).optional(),
  PUSHER_KEY: z.string().min(1).optional(),
  PUSHER_SECRET: z.string().min(1).optional(),
  PUSHER_CLUSTER: z.string().min(1).optional(),
  PUSHER_HOST: url("http", "https").optional(),
  JWT_SECRET: secretSchema,
  IDEMPOTENCY_KEY_TTL_HOURS: hours(24),
  TRANSACTION_SAFETY_ENABLED: flag(true),
  /** Each approval of a payout is signed by a registered device. */
  TREZOR_SAFEKEEPING_REQUIRED: flag(false),
  PAYMENT_LEDGER_ENFORCEMENT: flag(true),
  ORACLE_QUOTING_ENABLED: flag(false),
  METRICS_BEARER_TOKEN: secretSchema.optional(),
  DEV_WALLET: flag(false),
  GOOGLE_CLIENT_ID: z.string().min(1).optional(),
  GOOGLE_CLIENT_SECRET: z.string().min(1).optional(),
  GOOGLE_ISSUER: url("http", "https").optional(),
  TELEGRAM_BOT_TOKEN: z
    .string()
    .regex(/^\d{1,20}:[A-Za-z0-9_-]{20,}$/, { error: "must be a bot token from BotFather" })
    .optional(),
  TELEGRAM_INITDATA_MAX_AGE_SEC: z.coerce.number().int().min(60).max(604_800).default(86_400),
  TELEGRAM_CLIENT_ID: z.string().min(1).optional(),
  TELEGRAM_CLIENT_SECRET: z.string().min(1).optional(),
  TELEGRAM_ISSUER: url("http", "https").optional(),
  WEBAUTHN_RP_ID: z
    .string()
    .regex(/^(localhost|([a-z0-9-]+\.)+[a-z][a-z0-9-]*)$/, { error: "must be a domain, without scheme or port" })
    .optional(),
  WEBAUTHN_RP_NAME: z.string().min(1).max(60).default("Amanat"),
  WEBAUTHN_RP_ORIGIN: listOf.pipe(z.array(url("http", "https").transform((text) => new URL(text).origin)).min(1)).optional(),
  TURNSTILE_SITE_KEY: z.string().min(1).optional(),
  TURNSTILE_SECRET_KEY: z.string().min(1).optional(),
  TURNSTILE_URL: url("http", "https").optional(),
  /** What is published: the key that records are signed with, and those that signed before. Unset, the one that follows from JWT_SECRET. */
  DOSSIER_PUBLIC_KEYS: listOf.pipe(z.array(ed25519Key.unwrap()).min(1).max(100)).optional(),
  /** What browsers subscribe to push with. */
  VAPID_PUBLIC_KEY: vapidPublicKey,
  /** Signs Resend's reports on mail; unset, none is taken. */
  RESEND_WEBHOOK_SECRET: z
    .string()
    .regex(/^whsec_[A-Za-z0-9+/]{32,}={0,2}$/, { error: "must be a signing secret from Resend" })
    .optional(),
  SUPPORT_EMAIL: z.email().max(120).optional(),
  ...OUTWARD,
  ...STORED,
  MAX_FILE_SIZE: z.coerce.number().int().min(1_024).max(2_000_000_000).default(10_485_760),
  S3_UPLOADS: z.enum(["direct", "relayed"]).default("direct"),
  LOG_LEVEL: logLevel,
});

export type WebConfig = z.infer<typeof webEnv> & {
  /** `https` when FRONTEND_URL is; decides HSTS, the cookie's name and its Secure flag. */
  readonly secure: boolean;
  /** Origin of FRONTEND_URL, without a trailing slash. */
  readonly origin: string;
  /** The chains people pay on, the home chain first. No key is read here. */
  readonly chains: ReturnType<typeof chainsIn>;
  /** The configuration of each payment provider; null when it is not in use. */
  readonly providers: ReturnType<typeof readProviders>;
  /** Where pokes are mirrored; null when nowhere. */
  readonly pusher: PusherSettings | null;
  /** The relying party of passkeys. */
  readonly relyingParty: RelyingParty;
};

const chainsIn = (source: Environment) => readChains(source, ["escrowWallet", "xpub"], ["feeProxy", "receiverWallet"]);

/** Secrets that people copy from examples. */
const DEFAULT_SECRETS = /^(change-?me|secret|default|test|demo|example|password)|(.)\2{15}/i;

/** Variables that only make sense together. */
const PAIRS = [
  ["GOOGLE_CLIENT_ID", "GOOGLE_CLIENT_SECRET"],
  ["TELEGRAM_CLIENT_ID", "TELEGRAM_CLIENT_SECRET"],
  ["TURNSTILE_SITE_KEY", "TURNSTILE_SECRET_KEY"],
  ["S3_ACCESS_KEY_ID", "S3_SECRET_ACCESS_KEY"],
] as const;

function halfOfPair(env: z.infer<typeof webEnv>): string | null {
  for (const [one, other] of PAIRS) {
    if ((env[one] === undefined) !== (env[other] === undefined)) return `${env[one] === undefined ? one : other}: is not set`;
  }
  return null;
}

/** What production refuses, each with a reason an operator can act on. */
function refusedInProduction(env: z.infer<typeof webEnv>, source: Environment): string | null {
  // Without TLS the session cookie is sent in the clear, and `__Host-`, HSTS and passkeys do not work.
  for (const name of ["FRONTEND_URL", "WEBAUTHN_RP_ORIGIN"] as const) {
    if ([env[name] ?? []].flat().some((origin) => !origin.startsWith("https://"))) return `${name}: must begin with https:// in production`;
  }
  if (env.DEV_WALLET) return "DEV_WALLET: the dev wallets exist in demo mode only";
  if (env.GOOGLE_ISSUER !== undefined) return "GOOGLE_ISSUER: another Google than Google is for tests only";
  if (env.TELEGRAM_ISSUER !== undefined) return "TELEGRAM_ISSUER: another Telegram than Telegram is for tests only";
  if (env.TURNSTILE_URL !== undefined) return "TURNSTILE_URL: another Turnstile than Cloudflare's is for tests only";
  if (Object.keys(env.OUTBOUND_LOCAL_HOSTS).length > 0) return "OUTBOUND_LOCAL_HOSTS: nothing on this machine is a stranger's server";
  if (!env.TRANSACTION_SAFETY_ENABLED) return "TRANSACTION_SAFETY_ENABLED: must not be false in production";
  if (!env.PAYMENT_LEDGER_ENFORCEMENT) return "PAYMENT_LEDGER_ENFORCEMENT: must not be false in production";
  for (const name of ["JWT_SECRET", "METRICS_BEARER_TOKEN", "WEBHOOK_SIGNING_KEY", ...providerSecrets()]) {
    if (DEFAULT_SECRETS.test(source[name] ?? "")) return `${name}: looks like a default; production needs a random one`;
  }
  return null;
}

/** next-auth reads its own address only from the environment; without it, it would trust a header. */
export function tellNextAuth(config: Pick<WebConfig, "origin">): void {
  process.env["NEXTAUTH_URL"] = config.origin;
}

/** Throws one line that names the wrong variable and never shows its value. */
export function readWebConfig(source: Environment = process.env): WebConfig {
  const set = given(source);
  const env = readEnvironment(webEnv, set);
  const refusal = halfOfPair(env) ?? (env.AMANAT_MODE === "production" ? refusedInProduction(env, set) : null);
  if (refusal !== null) throw new Error(refusal);
  const origin = new URL(env.FRONTEND_URL).origin;
  return {
    ...env,
    origin,
    secure: origin.startsWith("https:"),
    chains: chainsIn(set),
    providers: readProviders(set),
    pusher: pusherOf(env),
    relyingParty: relyingPartyOf(env, origin),
  };
}
