import { readChains, WrongSetting } from "@amanat/chain";
import { secretSchema } from "@amanat/contracts";
import * as z from "zod";

const url = (...protocols: string[]) =>
  z.url().refine((text) => protocols.some((protocol) => text.startsWith(`${protocol}:`)), `must be a ${protocols.join(" or ")} address`);
const milliseconds = (fallback: number, min: number) => z.coerce.number().int().min(min).max(3_600_000).default(fallback);
const optional = z
  .string()
  .transform((text) => text.trim())
  .optional();

const schema = z.object({
  AMANAT_MODE: z.enum(["demo", "production"]).default("production"),
  AMANAT_DATA_DIR: z.string().min(1).optional(),
  /** Postgres, as the role amanat_app. */
  PG_URL: url("postgres", "postgresql"),
  REDIS_URL: url("redis", "rediss").optional(),
  JWT_SECRET: secretSchema,
  DERIVED_DESTINATION_SWEEP_SIGNER: z.enum(["hot-key"]).default("hot-key"),
  DERIVED_DESTINATION_SWEEP_INTERVAL_MS: milliseconds(250, 50),
  WORKER_POLL_MS: milliseconds(250, 20),
  AMN_SCANNER_URL: url("http", "https"),
  AMN_SCANNER_WEBHOOK_SECRET: secretSchema,
  /** Heads of the ledger's blocks are told to this file; default `ledger-anchors.jsonl` in the data directory. */
  LEDGER_ANCHOR_FILE: optional,
  /** The same for the audit trail; default `audit-anchors.jsonl`. */
  AUDIT_ANCHOR_FILE: optional,
  /** The first admin of a production installation, made once; afterwards both mean nothing. */
  ADMIN_EMAIL: z.email().max(254).optional(),
  ADMIN_PASSWORD: z.string().min(10).max(200).optional(),
  SMTP_HOST: optional,
  SMTP_PORT: z.coerce.number().int().min(1).max(65_535).default(587),
  SMTP_SECURE: z.enum(["true", "false"]).default("false"),
  SMTP_USER: optional,
  SMTP_PASSWORD: optional,
  MAIL_FROM: z.string().min(3).default("Amanat <no-reply@amanat.test>"),
  MAIL_DIR: optional,
  /** Demo only: points, comma separated, at each of which this process is killed once. Proves that nothing is lost there. */
  AMANAT_CRASH_POINT: optional,
  LOG_LEVEL: z.enum(["fatal", "error", "warn", "info", "debug", "trace", "silent"]).default("info"),
});

/** Of every chain also the file that only its owner can read, holding the custody mnemonic. No other process is told of it. */
const CHAIN_PARTS = ["tokens", "feeProxy", "escrowWallet", "custodyKeyFile"] as const;

export type WorkerConfig = z.output<typeof schema> & { readonly chains: ReturnType<typeof chainsIn> };

function chainsIn(env: NodeJS.ProcessEnv) {
  try {
    return readChains(env, CHAIN_PARTS);
  } catch (error) {
    if (error instanceof WrongSetting)
      throw new Error(`worker: wrong configuration: ${error.variable} (${error.problem})`, { cause: error });
    throw error;
  }
}

/** Reads the worker's environment. Throws one line that names the wrong variables and never shows a value. */
export function workerConfig(env: NodeJS.ProcessEnv = process.env): WorkerConfig {
  // A variable set to nothing is a variable not set.
  const given = Object.fromEntries(
    Object.entries({ ...env, PG_URL: env["PG_URL"] ?? env["DATABASE_URL"] }).filter(([, value]) => value !== undefined && value !== ""),
  );
  const parsed = schema.safeParse(given);
  if (!parsed.success) {
    const wrong = parsed.error.issues.map(
      (issue) => `${issue.path[0]?.toString() ?? "?"} (${issue.code === "invalid_type" ? "missing" : issue.message})`,
    );
    throw new Error(`worker: wrong configuration: ${wrong.join(", ")}`);
  }
  const config = { ...parsed.data, chains: chainsIn(env) };
  if ((config.ADMIN_EMAIL === undefined) !== (config.ADMIN_PASSWORD === undefined))
    throw new Error("worker: wrong configuration: ADMIN_EMAIL and ADMIN_PASSWORD (both or neither)");
  if (!config.SMTP_HOST && !config.MAIL_DIR) throw new Error("worker: wrong configuration: SMTP_HOST or MAIL_DIR (one of them is needed)");
  if (config.AMANAT_CRASH_POINT && config.AMANAT_MODE !== "demo")
    throw new Error("worker: wrong configuration: AMANAT_CRASH_POINT (only in demo mode)");
  return config;
}
