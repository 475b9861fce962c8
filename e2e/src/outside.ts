import { generateKeyPairSync } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import { freePort } from "@amanat/devstack";
import { TEST_BOT_TOKEN } from "@amanat/testing/outside";
import * as z from "zod";

/** Services outside the house, as the shared world knows them. The test that needs one plays it, at its reserved port. */
const outside = z.object({
  turnstile: z.object({ port: z.number(), siteKey: z.string(), secret: z.string() }),
  google: z.object({ port: z.number(), clientId: z.string(), clientSecret: z.string() }),
  telegram: z.object({ port: z.number() }),
  /** A stranger's server, under a name that leads to this machine. */
  receiver: z.object({ port: z.number(), host: z.string() }),
  /** The push service of a browser's maker, likewise. */
  push: z.object({ port: z.number(), host: z.string() }),
});
export type Outside = z.infer<typeof outside>;

const fileIn = (dataDir: string) => path.join(dataDir, "outside.json");

/** Chooses a port for each, and notes them where the tests look. */
export async function reserveOutside(dataDir: string): Promise<Outside> {
  const reserved: Outside = {
    turnstile: { port: await freePort(), siteKey: "site-e2e", secret: "secret-e2e" },
    google: { port: await freePort(), clientId: "amanat-e2e", clientSecret: "shared-with-the-provider" },
    telegram: { port: await freePort() },
    receiver: { port: await freePort(), host: "hooks.example.com" },
    push: { port: await freePort(), host: "push.example.com" },
  };
  writeFileSync(fileIn(dataDir), JSON.stringify(reserved));
  return reserved;
}

/** Environment of the web process for these services. It trusts one proxy, so that a test can choose the address it comes from. */
export function outsideOf({ turnstile, google, telegram }: Outside): Record<string, string> {
  return {
    TURNSTILE_SITE_KEY: turnstile.siteKey,
    TURNSTILE_SECRET_KEY: turnstile.secret,
    TURNSTILE_URL: `http://127.0.0.1:${turnstile.port}`,
    GOOGLE_CLIENT_ID: google.clientId,
    GOOGLE_CLIENT_SECRET: google.clientSecret,
    GOOGLE_ISSUER: `http://127.0.0.1:${google.port}`,
    TELEGRAM_BOT_TOKEN: TEST_BOT_TOKEN,
    TELEGRAM_ISSUER: `http://127.0.0.1:${telegram.port}`,
    TRUST_PROXY_HOPS: "1",
    ...depay(),
    ...shkeeper(),
  };
}

/** DePay is in use, on none of the chains here: its doors are open, and nobody is offered it. */
function depay(): Record<string, string> {
  const { publicKey, privateKey } = generateKeyPairSync("rsa", {
    modulusLength: 2_048,
    publicKeyEncoding: { type: "spki", format: "pem" },
    privateKeyEncoding: { type: "pkcs8", format: "pem" },
  });
  return { DEPAY_CHECKOUT_URL: "https://pay.example.com/depay", DEPAY_PUBLIC_KEY: publicKey, DEPAY_PRIVATE_KEY: privateKey };
}

/** SHKeeper is in use, for none of the coins here: its door is open, and nobody is offered it. */
function shkeeper(): Record<string, string> {
  const nobody = `eip155:1/erc20:0x${"5".repeat(40)}`;
  return {
    SHKEEPER_ENABLED: "true",
    SHKEEPER_URL: "https://shkeeper.example.com",
    SHKEEPER_API_KEY: "a key that nobody signs with",
    SHKEEPER_CRYPTOS: `ETH-USDC=${nobody}`,
  };
}

/** Environment of whoever calls strangers' servers, or looks their addresses up. */
export function strangersOf({ receiver, push }: Outside): Record<string, string> {
  const names = [receiver, push].map(({ host, port }) => `${host}=http://127.0.0.1:${port}`);
  return { OUTBOUND_LOCAL_HOSTS: names.join(",") };
}

/** The services that the world of this data directory was started with. Throws for a world that these tests did not start. */
export function readOutside(dataDir: string): Outside {
  const file = fileIn(dataDir);
  if (!existsSync(file)) throw new Error("This test needs a world of the tests' own: run it without AMANAT_E2E_URL.");
  return outside.parse(JSON.parse(readFileSync(file, "utf8")));
}
