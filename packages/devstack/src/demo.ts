import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { mailDir } from "./child-env.ts";
import type { StackConfig } from "./config.ts";
import { demoWallets } from "./local-world.ts";
import type { ChainFacts } from "./local-world.ts";
import type { Door } from "./providers/door.ts";
import { PEOPLE, writePrivate } from "./secrets.ts";
import type { Secrets } from "./secrets.ts";
import { emailOf } from "./seed/seed.ts";
import { demoTonWallet } from "./ton/demo-keys.ts";

const person = z.object({ email: z.string(), password: z.string() });
const wallet = z.object({ address: z.string(), privateKey: z.templateLiteral(["0x", z.string()]) });
const tonWallet = z.object({ address: z.string(), seed: z.string() });
const chain = z.object({
  /** The number wallets know it by; `chain` is its CAIP-2 name. */
  id: z.number().int(),
  chain: z.string(),
  name: z.string(),
  rpcUrl: z.string(),
  /** Of its tokens the one a price is named in where nobody chooses. */
  token: z.string(),
  tokens: z.array(z.string()),
  proxy: z.string(),
  escrowWallet: z.string(),
  /** On the demo's chain of TON: the wallets of its people there. */
  ton: z.object({ buyer: tonWallet, seller: tonWallet }).optional(),
});
const demoSchema = z.object({
  baseUrl: z.string(),
  /** Every chain that can be paid on, the home of people's wallets first. */
  chains: z.tuple([chain], chain),
  mailDir: z.string(),
  people: z.record(z.enum(PEOPLE), person),
  wallets: z.object({ buyer: wallet, seller: wallet, admin: wallet }),
  /** Where a program asks for a provider's service: `POST {url}/{provider}`, with the token as bearer. */
  providers: z.object({ url: z.string(), token: z.string() }).optional(),
});

/** What a program needs to play the demo's parts: where, who, and with which test wallets. */
export type Demo = z.infer<typeof demoSchema>;

export const demoFile = (dataDir: string) => path.join(dataDir, "demo.json");

export function demoOf(
  config: StackConfig,
  secrets: Secrets,
  { chains, door }: { chains: readonly ChainFacts[]; door: Door | null },
): Demo {
  const people = Object.fromEntries(PEOPLE.map((name) => [name, { email: emailOf(name), password: secrets.passwords[name] }]));
  const tonOf = (who: "buyer" | "seller") => demoTonWallet(secrets.chainMnemonic, who);
  return demoSchema.parse({
    baseUrl: config.baseUrl,
    chains: chains.map(({ chain, name, rpcUrls, world, ton, tokens, escrowWallet }) => ({
      id: Number(chain.split(":")[1]),
      chain,
      name,
      rpcUrl: rpcUrls[0],
      token: world?.tokens.usdc ?? tokens[0],
      tokens,
      proxy: world?.proxy.toLowerCase() ?? "",
      escrowWallet,
      ...(ton === undefined ? {} : { ton: { buyer: tonOf("buyer"), seller: tonOf("seller") } }),
    })),
    mailDir: mailDir(config),
    people,
    wallets: demoWallets(secrets),
    ...(door === null ? {} : { providers: { url: door.url, token: door.token } }),
  });
}

/** Mode 0600: it holds passwords and keys, of test accounts only. */
export function writeDemo(dataDir: string, demo: Demo): void {
  writePrivate(demoFile(dataDir), `${JSON.stringify(demo, null, 2)}\n`);
}

/** The running demo of a data directory. Throws when there is none. */
export function readDemo(dataDir: string): Demo {
  return demoSchema.parse(JSON.parse(readFileSync(demoFile(dataDir), "utf8")));
}
