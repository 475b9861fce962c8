import path from "node:path";
import type { ChainPart } from "@amanat/payment/chain-settings";
import { isForWebOnly, isForWorkerOnly, OF_CALLED_PROVIDERS, OF_FILES, type StackConfig, type WholeChain } from "./config.ts";
import { type ChainFacts, isOurs } from "./local-world.ts";
import type { Secrets } from "./secrets.ts";

export type DatabaseUrls = { appUrl: string; ownerUrl: string; scannerUrl: string };

export type Surroundings = {
  config: StackConfig;
  secrets: Secrets;
  chains: readonly ChainFacts[];
  urls: DatabaseUrls;
  scannerPort: number;
  /** `development` for `npm run dev`. */
  nodeEnv: "production" | "development";
};

/** Where `.eml` files go while no SMTP server is set. */
export function mailDir(config: StackConfig): string {
  return path.resolve(config.handedThrough["MAIL_DIR"] ?? path.join(config.dataDir, "mail"));
}

/** Where files lie, for those who take them and those who look at them. */
function storage(config: StackConfig): Record<string, string> {
  const given = Object.entries(config.handedThrough).filter(([name]) => OF_FILES.test(name));
  const directory = config.handedThrough["UPLOAD_PATH"] ?? path.join(config.dataDir, "uploads");
  return { ...Object.fromEntries(given), UPLOAD_PATH: path.resolve(directory) };
}

/** Only our own chains have a world of ours on them. */
const isDemo = ({ chains }: Surroundings): boolean => chains.every(isOurs);

function common(around: Surroundings): Record<string, string> {
  const { config, nodeEnv } = around;
  return {
    ...Object.fromEntries(
      Object.entries(config.handedThrough).filter(
        ([name]) => !(isForWebOnly(name) || isForWorkerOnly(name) || OF_FILES.test(name) || OF_CALLED_PROVIDERS(name)),
      ),
    ),
    NODE_ENV: nodeEnv,
    AMANAT_MODE: isDemo(around) ? "demo" : "production",
    AMANAT_DATA_DIR: config.dataDir,
    LOG_LEVEL: config.env.LOG_LEVEL,
    FRONTEND_URL: config.baseUrl,
  };
}

/** A child is told of each chain what it needs, and no more: the web process no key, the scanner no wallet. */
function chainsFor(around: Surroundings, parts: readonly ChainPart[]): Record<string, string> {
  const entry = (chain: WholeChain) => ({
    id: chain.chain,
    name: chain.name,
    rpcUrl: chain.rpcUrls,
    finality: chain.requireFinalized ? "finalized" : "depth",
    confirmations: chain.confirmations,
    reorgDepth: chain.reorgDepth,
    ...(chain.explorer === null ? {} : { explorerUrl: chain.explorer }),
    // What a kind of chain has no use for is empty.
    ...Object.fromEntries(parts.flatMap((part) => (chain[part] === "" ? [] : [[part, chain[part]]]))),
  });
  return { CHAINS: JSON.stringify(around.chains.map(entry)) };
}

/** What web and worker know of providers: how the scanner is reached, and what the others are called with. */
function providerLinks(around: Surroundings): Record<string, string> {
  const called = Object.entries(around.config.handedThrough).filter(([name]) => OF_CALLED_PROVIDERS(name));
  return {
    ...Object.fromEntries(called),
    AMN_SCANNER_URL: `http://127.0.0.1:${around.scannerPort}`,
    AMN_SCANNER_WEBHOOK_SECRET: around.secrets.scannerSecret,
  };
}

/** Keys that are given are used together, and never one of them with one of ours. */
function vapidPair({ config, secrets }: Surroundings): Record<string, string> {
  const given = config.handedThrough;
  if (given["VAPID_PUBLIC_KEY"] !== undefined || given["VAPID_PRIVATE_KEY"] !== undefined || secrets.vapid === undefined) return {};
  return { VAPID_PUBLIC_KEY: secrets.vapid.publicKey, VAPID_PRIVATE_KEY: secrets.vapid.privateKey };
}

const withoutPrivate = ({ VAPID_PRIVATE_KEY: _ours, ...rest }: Record<string, string>): Record<string, string> => rest;

/** The front door: knows the xpub, never a key. */
export function webEnv(around: Surroundings): Record<string, string> {
  return {
    ...common(around),
    ...chainsFor(around, ["feeProxy", "escrowWallet", "receiverWallet", "xpub"]),
    ...providerLinks(around),
    ...Object.fromEntries(Object.entries(around.config.handedThrough).filter(([name]) => isForWebOnly(name))),
    PORT: String(around.config.port),
    PG_URL: around.urls.appUrl,
    JWT_SECRET: around.secrets.jwtSecret,
    ...storage(around.config),
    ...withoutPrivate(vapidPair(around)),
    // next-auth reads these two by itself.
    NEXTAUTH_URL: around.config.baseUrl,
    NEXTAUTH_SECRET: around.secrets.jwtSecret,
    NEXT_TELEMETRY_DISABLED: "1",
    SUPPORT_EMAIL: around.config.handedThrough["SUPPORT_EMAIL"] ?? "support@amanat.test",
    ...(isDemo(around) ? { DEV_WALLET: "true" } : {}),
  };
}

/** The only process that is told where the custody key lies. */
export function workerEnv(around: Surroundings): Record<string, string> {
  return {
    ...common(around),
    ...chainsFor(around, ["tokens", "feeProxy", "escrowWallet", "receiverWallet", "custodyKeyFile"]),
    ...providerLinks(around),
    PG_URL: around.urls.appUrl,
    JWT_SECRET: around.secrets.jwtSecret,
    ...storage(around.config),
    ...vapidPair(around),
    ...Object.fromEntries(Object.entries(around.config.handedThrough).filter(([name]) => isForWorkerOnly(name))),
    ...(around.config.handedThrough["SMTP_HOST"] === undefined ? { MAIL_DIR: mailDir(around.config) } : {}),
  };
}

/** The scanner talks to the product by HTTP only; its database role sees its own schema. */
export function scannerEnv(around: Surroundings, port: number): Record<string, string> {
  return {
    ...common(around),
    ...chainsFor(around, ["tokens"]),
    SCANNER_PG_URL: around.urls.scannerUrl,
    AMN_SCANNER_PORT: String(port),
    AMN_SCANNER_WEBHOOK_SECRET: around.secrets.scannerSecret,
    AMN_SCANNER_WEBHOOK_URL: `http://127.0.0.1:${around.config.port}/api/amn-scanner/webhook`,
  };
}
