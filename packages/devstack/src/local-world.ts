import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { createPublicClient, defineChain, erc20Abi, getAddress, http } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import {
  anvilCommand,
  backUpState,
  DEMO_ACCOUNTS,
  deployWorld,
  LOCAL_CHAIN_ID,
  mineWhileUnconfirmed,
  waitForChain,
} from "./chain/index.ts";
import type { World } from "./chain/index.ts";
import type { Launch } from "./child.ts";
import type { ForeignChain, StackConfig } from "./config.ts";
import type { Custody, Secrets } from "./secrets.ts";

/** What the children are told of the chain, whoever runs it. */
export type ChainFacts = {
  rpcUrl: string;
  evmChainId: number;
  name: string;
  /** Lower case, as asset ids are. */
  tokens: string[];
  proxy: string;
  escrowWallet: string;
  xpub: string;
  custodyKeyFile: string;
  /** Only on the local chain: what was deployed, for the ledger and demo.json. */
  world: World | null;
};

/** What to run for the local chain; asked again at each restart, because it also repairs a torn state file. */
export function anvilLaunch(config: StackConfig, secrets: Secrets, port: number): Launch {
  const { command, args } = anvilCommand({ port, mnemonic: secrets.chainMnemonic, stateFile: stateFile(config.dataDir) });
  return { command, args, env: { ...config.handedThrough }, cwd: config.dataDir };
}

/** Deploys what the demo needs, unless it stands already. */
export async function settleWorld(config: StackConfig, secrets: Secrets, custody: Custody, rpcUrl: string): Promise<ChainFacts> {
  await waitForChain(rpcUrl);
  const world = await deployWorld({ rpcUrl, dataDir: config.dataDir, mnemonic: secrets.chainMnemonic, escrowWallet: custody.escrowWallet });
  return {
    rpcUrl,
    evmChainId: LOCAL_CHAIN_ID,
    name: "Amanat local chain",
    tokens: [world.tokens.usdc, world.tokens.usdt].map((token) => token.toLowerCase()),
    proxy: world.proxy.toLowerCase(),
    escrowWallet: custody.escrowWallet,
    xpub: custody.xpub,
    custodyKeyFile: custody.keyFile,
    world,
  };
}

/** Mines and keeps a whole copy of the chain's state until aborted; both carry on through a restart of the chain. */
export function driveLocalChain(config: StackConfig, rpcUrl: string, signal: AbortSignal, blockMs = 1_000): void {
  void keepRunning(() => mineWhileUnconfirmed(rpcUrl, signal, { intervalMs: blockMs }), signal);
  void keepRunning(() => backUpState(stateFile(config.dataDir), signal), signal);
}

async function keepRunning(work: () => Promise<void>, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      await work();
    } catch {
      await new Promise((resolve) => setTimeout(resolve, 1_000));
    }
  }
}

export function foreignFacts(chain: ForeignChain): ChainFacts {
  return {
    rpcUrl: chain.rpcUrl,
    evmChainId: chain.chainId,
    name: chain.name,
    tokens: chain.tokens.map((token) => token.toLowerCase()),
    proxy: chain.proxy.toLowerCase(),
    escrowWallet: chain.escrowWallet.toLowerCase(),
    xpub: chain.xpub,
    custodyKeyFile: chain.custodyKeyFile,
    world: null,
  };
}

export type AssetRow = {
  id: string;
  chain: string;
  chainName: string;
  token: string | null;
  symbol: string;
  name: string;
  decimals: number;
  allowed: boolean;
};

/** One row per token, read from the chain, and one for its native coin, which pays for gas and for no deal. */
export async function readAssets(facts: ChainFacts): Promise<AssetRow[]> {
  const chain = `eip155:${facts.evmChainId}`;
  const viemChain = defineChain({
    id: facts.evmChainId,
    name: facts.name,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [facts.rpcUrl] } },
  });
  const client = createPublicClient({ chain: viemChain, transport: http(facts.rpcUrl, { timeout: 10_000 }) });
  const tokens = await Promise.all(
    facts.tokens.map(async (token): Promise<AssetRow> => {
      const address = getAddress(token);
      const read = { address, abi: erc20Abi } as const;
      const [symbol, name, decimals] = await Promise.all([
        client.readContract({ ...read, functionName: "symbol" }),
        client.readContract({ ...read, functionName: "name" }),
        client.readContract({ ...read, functionName: "decimals" }),
      ]);
      return { id: `${chain}/erc20:${token}`, chain, chainName: facts.name, token: address, symbol, name, decimals, allowed: true };
    }),
  );
  return [
    ...tokens,
    { id: nativeAsset(facts), chain, chainName: facts.name, token: null, symbol: "ETH", name: "Ether", decimals: 18, allowed: false },
  ];
}

export function nativeAsset(facts: ChainFacts): string {
  return `eip155:${facts.evmChainId}/slip44:60`;
}

/** The head's block number. */
export async function headOf(facts: ChainFacts): Promise<number> {
  const client = createPublicClient({ transport: http(facts.rpcUrl, { timeout: 10_000 }) });
  return Number(await client.getBlockNumber({ cacheTime: 0 }));
}

/** The demo's test wallets, for demo.json. */
export function demoWallets(secrets: Secrets): Record<"buyer" | "seller" | "admin", { address: string; privateKey: string }> {
  const wallet = (addressIndex: number) => {
    const account = mnemonicToAccount(secrets.chainMnemonic, { addressIndex });
    const key = account.getHdKey().privateKey;
    if (!key) throw new Error("the demo mnemonic gave no key");
    return { address: account.address, privateKey: `0x${Buffer.from(key).toString("hex")}` };
  };
  return { buyer: wallet(DEMO_ACCOUNTS.buyer), seller: wallet(DEMO_ACCOUNTS.seller), admin: wallet(DEMO_ACCOUNTS.admin) };
}

/** Moves the chain's files aside, so that the next start makes a new chain; nothing is deleted. Answers where they are. */
export function archiveChain(dataDir: string): string {
  const target = path.join(dataDir, "archive", new Date().toISOString().replaceAll(/\D/g, "").slice(0, 14));
  mkdirSync(target, { recursive: true });
  for (const name of readdirSync(dataDir).filter((file) => file.startsWith("chain-")))
    renameSync(path.join(dataDir, name), path.join(target, name));
  return target;
}

function stateFile(dataDir: string): string {
  return path.join(dataDir, "chain-state.json");
}
