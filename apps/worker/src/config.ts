import { readAml } from "@amanat/aml";
import { readChains } from "@amanat/chain";
import { secretSchema, SIGNERS } from "@amanat/contracts";
import {
  ed25519Key,
  type Environment,
  given,
  hours,
  logLevel,
  milliseconds,
  OUTWARD,
  port,
  pusherOf,
  readEnvironment,
  STORED,
  url,
  vapidPrivateKey,
  vapidPublicKey,
  WrongSetting,
} from "@amanat/env";
import { readCalledProviders } from "@amanat/payment";
import { readPrices } from "@amanat/prices";
import * as z from "zod";

const optional = z
  .string()
  .transform((text) => text.trim())
  .optional();

const schema = z.object({
  AMANAT_MODE: z.enum(["demo", "production"]).default("production"),
  AMANAT_DATA_DIR: z.string().min(1).optional(),
  /** Postgres, as the role amanat_app. */
  PG_URL: url("postgres", "postgresql"),
  /** Where our pages are: links in mails lead there. */
  FRONTEND_URL: url("http", "https").default("http://localhost:3000"),
  REDIS_URI: url("redis", "rediss").optional(),
  PUSHER_APP_ID: z.string().min(1).optional(),
  PUSHER_KEY: z.string().min(1).optional(),
  PUSHER_SECRET: z.string().min(1).optional(),
  PUSHER_CLUSTER: z.string().min(1).optional(),
  PUSHER_HOST: url("http", "https").optional(),
  JWT_SECRET: secretSchema,
  IDEMPOTENCY_KEY_TTL_HOURS: hours(24),
  /** In `live`, test deliveries of payment providers are stored and never acted on. */
  PAYMENT_PROVIDER_MODE: z.enum(["live", "test"]).default("live"),
  DERIVED_DESTINATION_SWEEP_SIGNER: z.enum(SIGNERS).default("hot-key"),
  /** 0: sweeps start on an admin's command alone. */
  DERIVED_DESTINATION_SWEEP_INTERVAL_MS: milliseconds(250, 0).refine((every) => every === 0 || every >= 50, {
    error: "must be 0, or 50 and more",
  }),
  /** So many differences between books and chain in one run raise an incident. */
  RECONCILIATION_DRIFT_THRESHOLD: z.coerce.number().int().min(1).max(1_000_000).default(1),
  WORKER_POLL_MS: milliseconds(250, 20),
  /** Heads of the ledger's blocks are told to this file; default `ledger-anchors.jsonl` in the data directory. */
  LEDGER_ANCHOR_FILE: optional,
  /** The same for the audit trail; default `audit-anchors.jsonl`. */
  AUDIT_ANCHOR_FILE: optional,
  /** Signs deals' records; unset, the key follows from JWT_SECRET. Its public half is among the web's DOSSIER_PUBLIC_KEYS. */
  DOSSIER_SIGNING_KEY: ed25519Key,
  /** The first admin of a production installation, made once; afterwards both mean nothing. */
  ADMIN_EMAIL: z.email().max(254).optional(),
  ADMIN_PASSWORD: z.string().min(10).max(200).optional(),
  ...OUTWARD,
  ...STORED,
  WEBHOOK_BASE_DELAY_MS: milliseconds(5_000, 10),
  WEBHOOK_MAX_DELAY_MS: milliseconds(3_600_000, 10),
  WEBHOOK_TIMEOUT_MS: z.coerce.number().int().min(100).max(30_000).default(10_000),
  /** Unset: as often as the message's life of 72 hours allows. */
  WEBHOOK_MAX_RETRIES: z.coerce.number().int().min(0).max(100).optional(),
  SMTP_HOST: optional,
  SMTP_PORT: port().default(587),
  SMTP_SECURE: z.enum(["true", "false"]).default("false"),
  SMTP_USER: optional,
  SMTP_PASS: optional,
  SMTP_FROM: z.string().min(3).default("Amanat <no-reply@amanat.test>"),
  MAIL_DIR: optional,
  VAPID_PUBLIC_KEY: vapidPublicKey,
  VAPID_PRIVATE_KEY: vapidPrivateKey,
  VAPID_SUBJECT: z
    .string()
    .regex(/^(?:mailto:\S+@\S+|https:\/\/\S+)$/, { error: "must begin with mailto: or https://" })
    .default("mailto:no-reply@amanat.test"),
  /** Demo only: points, comma separated, at each of which this process is killed once. Proves that nothing is lost there. */
  AMANAT_CRASH_POINT: optional,
  LOG_LEVEL: logLevel,
});

/** Of every chain also the file that only its owner can read, holding the custody mnemonic. No other process is told of it. */
const CHAIN_PARTS = ["tokens", "escrowWallet", "custodyKeyFile"] as const;

export type WorkerConfig = z.output<typeof schema> & ReturnType<typeof outsideIn> & { pusher: ReturnType<typeof pusherOf> };

const outsideIn = (set: Environment) => ({
  chains: readChains(set, CHAIN_PARTS, ["feeProxy", "receiverWallet"]),
  providers: readCalledProviders(set),
  aml: readAml(set),
  prices: readPrices(set),
});

/** Reads the worker's environment. Throws one line that names the wrong variable and never shows a value. */
export function workerConfig(source: Environment = process.env): WorkerConfig {
  const set = given(source);
  const env = readEnvironment(schema, set);
  const config = { ...env, ...outsideIn(set), pusher: pusherOf(env) };
  if ((config.ADMIN_EMAIL === undefined) !== (config.ADMIN_PASSWORD === undefined))
    throw new WrongSetting(config.ADMIN_EMAIL === undefined ? "ADMIN_EMAIL" : "ADMIN_PASSWORD", "is not set");
  if (Object.keys(config.OUTBOUND_LOCAL_HOSTS).length > 0 && config.AMANAT_MODE !== "demo")
    throw new WrongSetting("OUTBOUND_LOCAL_HOSTS", "is for demo mode only");
  if ((config.VAPID_PUBLIC_KEY === undefined) !== (config.VAPID_PRIVATE_KEY === undefined))
    throw new WrongSetting(config.VAPID_PUBLIC_KEY === undefined ? "VAPID_PUBLIC_KEY" : "VAPID_PRIVATE_KEY", "is not set");
  if (!config.SMTP_HOST && !config.MAIL_DIR) throw new WrongSetting("SMTP_HOST", "is not set, and MAIL_DIR neither");
  if (config.AMANAT_CRASH_POINT && config.AMANAT_MODE !== "demo") throw new WrongSetting("AMANAT_CRASH_POINT", "is for demo mode only");
  return config;
}
