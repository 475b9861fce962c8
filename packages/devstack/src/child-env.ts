import path from "node:path";
import { FOR_WEB_ONLY, FOR_WORKER_ONLY, type StackConfig } from "./config.ts";
import type { ChainFacts } from "./local-world.ts";
import type { Secrets } from "./secrets.ts";

export type DatabaseUrls = { appUrl: string; ownerUrl: string; scannerUrl: string };

export type Surroundings = {
  config: StackConfig;
  secrets: Secrets;
  facts: ChainFacts;
  urls: DatabaseUrls;
  scannerPort: number;
  /** `development` for `npm run dev`. */
  nodeEnv: "production" | "development";
};

/** Where `.eml` files go while no SMTP server is set. */
export function mailDir(config: StackConfig): string {
  return path.resolve(config.handedThrough["MAIL_DIR"] ?? path.join(config.dataDir, "mail"));
}

function common(around: Surroundings): Record<string, string> {
  const { config, facts, nodeEnv } = around;
  return {
    ...Object.fromEntries(Object.entries(config.handedThrough).filter(([name]) => !FOR_WEB_ONLY.test(name) && !FOR_WORKER_ONLY.test(name))),
    NODE_ENV: nodeEnv,
    AMANAT_MODE: facts.world === null ? "production" : "demo",
    AMANAT_DATA_DIR: config.dataDir,
    LOG_LEVEL: config.env.LOG_LEVEL,
    FRONTEND_URL: config.baseUrl,
  };
}

function chain(around: Surroundings): Record<string, string> {
  const { config, facts } = around;
  return {
    CHAIN_RPC_URL: facts.rpcUrl,
    CHAIN_ID: String(facts.evmChainId),
    CHAIN_NAME: facts.name,
    CHAIN_TOKENS: facts.tokens.join(","),
    CHAIN_FEE_PROXY: facts.proxy,
    CHAIN_FINALITY: config.env.CHAIN_FINALITY,
    TRANSACTION_SAFETY_MIN_CONFIRMATIONS: String(config.env.TRANSACTION_SAFETY_MIN_CONFIRMATIONS ?? (facts.world === null ? 12 : 3)),
  };
}

function scannerLink(around: Surroundings): Record<string, string> {
  return { AMN_SCANNER_URL: `http://127.0.0.1:${around.scannerPort}`, AMN_SCANNER_WEBHOOK_SECRET: around.secrets.scannerSecret };
}

/** The front door: knows the xpub, never a key. */
export function webEnv(around: Surroundings): Record<string, string> {
  return {
    ...common(around),
    ...chain(around),
    ...scannerLink(around),
    ...Object.fromEntries(Object.entries(around.config.handedThrough).filter(([name]) => FOR_WEB_ONLY.test(name))),
    PORT: String(around.config.port),
    PG_URL: around.urls.appUrl,
    JWT_SECRET: around.secrets.jwtSecret,
    // next-auth reads these two by itself.
    NEXTAUTH_URL: around.config.baseUrl,
    NEXTAUTH_SECRET: around.secrets.jwtSecret,
    NEXT_TELEMETRY_DISABLED: "1",
    ESCROW_WALLET_ADDRESS: around.facts.escrowWallet,
    DERIVED_DESTINATION_XPUB: around.facts.xpub,
    SUPPORT_EMAIL: around.config.handedThrough["SUPPORT_EMAIL"] ?? "support@amanat.test",
    ...(around.facts.world === null ? {} : { DEV_WALLET: "true" }),
  };
}

/** The only process that is told where the custody key lies. */
export function workerEnv(around: Surroundings): Record<string, string> {
  return {
    ...common(around),
    ...chain(around),
    ...scannerLink(around),
    PG_URL: around.urls.appUrl,
    JWT_SECRET: around.secrets.jwtSecret,
    ESCROW_WALLET_ADDRESS: around.facts.escrowWallet,
    CUSTODY_KEY_FILE: around.facts.custodyKeyFile,
    ...Object.fromEntries(Object.entries(around.config.handedThrough).filter(([name]) => FOR_WORKER_ONLY.test(name))),
    ...(around.config.handedThrough["SMTP_HOST"] === undefined ? { MAIL_DIR: mailDir(around.config) } : {}),
  };
}

/** The scanner talks to the product by HTTP only; its database role sees its own schema. */
export function scannerEnv(around: Surroundings, port: number): Record<string, string> {
  return {
    ...common(around),
    ...chain(around),
    SCANNER_PG_URL: around.urls.scannerUrl,
    AMN_SCANNER_PORT: String(port),
    AMN_SCANNER_WEBHOOK_SECRET: around.secrets.scannerSecret,
    AMN_SCANNER_WEBHOOK_URL: `http://127.0.0.1:${around.config.port}/api/amn-scanner/webhook`,
  };
}
