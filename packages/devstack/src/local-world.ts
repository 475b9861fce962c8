import { mkdirSync, readdirSync, renameSync } from "node:fs";
import path from "node:path";
import { type AssetFacts, openReader } from "@amanat/chain";
import { mnemonicToAccount } from "viem/accounts";
import {
  anvilCommand,
  backUpState,
  DEMO_ACCOUNTS,
  deployWorld,
  HOME_CHAIN,
  mineUntilFinal,
  mineWhileUnconfirmed,
  waitForChain,
} from "./chain/index.ts";
import type { LocalChainPlan, World } from "./chain/index.ts";
import type { Launch } from "./child.ts";
import type { StackConfig, WholeChain } from "./config.ts";
import { demoTonWallet } from "./ton/demo-keys.ts";
import { LOCAL_TON, readTonFacts, type TonFacts } from "./ton/facts.ts";
import type { Custody, Secrets } from "./secrets.ts";

/** What the children are told of a chain, whoever runs it. */
export type ChainFacts = WholeChain & {
  /** Only on a local chain: what was deployed, for the ledger and demo.json. */
  readonly world: World | null;
  /** Only on the demo's chain of TON. */
  readonly ton?: TonFacts;
};

/** Whether a chain runs here, for the demo. */
export const isOurs = ({ world, ton }: ChainFacts): boolean => world !== null || ton !== undefined;

/** Gas that the escrow wallet of a chain of ours was given, and the name under which the ledger has it; null where it was given none. */
export function givenGas(facts: ChainFacts): { name: string; amount: bigint; txHash: string | null } | null {
  const { chain, world, ton } = facts;
  const given = world === null ? (ton === undefined ? null : { ...ton.escrowGas, amount: BigInt(ton.escrowGas.amount) }) : world.escrowGas;
  if (given === null || given.amount === 0n) return null;
  return { name: ton === undefined ? (worldName(facts) ?? "") : `${chain}:${ton.name}`, ...given };
}

/**
 * The name of a local chain's world; none of a chain that is not ours. Its first block alone does not tell: chains that begin in
 * one second share it. The home chain keeps the name its world had before there were others, since books and data are filed under it.
 */
export function worldName({ chain, world }: ChainFacts): string | null {
  if (world === null) return null;
  return world.chainId === HOME_CHAIN.id ? world.genesis : `${chain}:${world.genesis}`;
}

/** Four a second: a slow machine needs a minute to load the virtual machine. */
const TON_TRIES = 480;
/** Blocks on top of a transaction of the local chains. */
const LOCAL_CONFIRMATIONS = 3;
const LOCAL_REORG_DEPTH = 64;

/** What to run for a local chain; asked again at each restart, because it also repairs a torn state file. */
export function anvilLaunch(config: StackConfig, secrets: Secrets, plan: LocalChainPlan, port: number): Launch {
  const state = stateFile(config.dataDir, plan);
  const { command, args } = anvilCommand({ port, chainId: plan.id, mnemonic: secrets.chainMnemonic, stateFile: state });
  return { command, args, env: { ...config.handedThrough }, cwd: config.dataDir };
}

/** Deploys what the demo needs on a local chain, unless it stands already. */
export async function settleWorld(
  config: StackConfig,
  { secrets, custody }: { secrets: Secrets; custody: Custody },
  plan: LocalChainPlan,
  rpcUrl: string,
): Promise<ChainFacts> {
  const { dataDir, env } = config;
  const { escrowWallet, receiverWallet, xpub, keyFile } = custody;
  await waitForChain(rpcUrl, { chainId: plan.id });
  const world = await deployWorld({ plan, rpcUrl, dataDir, mnemonic: secrets.chainMnemonic, escrowWallet });
  await mineUntilFinal(rpcUrl);
  return {
    chain: `eip155:${plan.id}`,
    name: plan.name,
    rpcUrls: [rpcUrl],
    requireFinalized: env.CHAIN_FINALITY !== "depth",
    confirmations: env.TRANSACTION_SAFETY_MIN_CONFIRMATIONS ?? LOCAL_CONFIRMATIONS,
    reorgDepth: env.CHAIN_REORG_DEPTH ?? LOCAL_REORG_DEPTH,
    explorer: env.CHAIN_EXPLORER_URL ?? null,
    tokens: [world.tokens.usdc, world.tokens.usdt].map((token) => token.toLowerCase()),
    feeProxy: world.proxy.toLowerCase(),
    escrowWallet,
    receiverWallet,
    xpub,
    custodyKeyFile: keyFile,
    world,
  };
}

/** What to run for the demo's chain of TON. */
export function tonLaunch(
  { dataDir, handedThrough }: StackConfig,
  { secrets, custody }: { secrets: Secrets; custody: Custody },
  port: number,
): Launch {
  const { address: buyer } = demoTonWallet(secrets.chainMnemonic, "buyer");
  const args = ["--port", String(port), "--dir", dataDir, "--escrow", custody.tonWallet, "--buyer", buyer];
  const program = path.join(import.meta.dirname, "ton/main.ts");
  return { command: process.execPath, args: [program, ...args], env: { ...handedThrough, AMANAT_MODE: "demo" }, cwd: dataDir };
}

/** Waits until it answers: the virtual machine takes a moment to load. */
export async function settleTon({ dataDir, env }: StackConfig, { keyFile, tonWallet }: Custody, rpcUrl: string): Promise<ChainFacts> {
  const { chain, name } = LOCAL_TON;
  const facts = {
    chain,
    name,
    rpcUrls: [rpcUrl],
    requireFinalized: true,
    confirmations: env.TRANSACTION_SAFETY_MIN_CONFIRMATIONS ?? LOCAL_CONFIRMATIONS,
    reorgDepth: env.CHAIN_REORG_DEPTH ?? LOCAL_REORG_DEPTH,
    explorer: null,
    escrowWallet: tonWallet,
    xpub: "",
    custodyKeyFile: keyFile,
    tokens: [],
    world: null,
  };
  for (let tries = 0; ; tries += 1) {
    try {
      await headOf(facts);
      const ton = readTonFacts(dataDir);
      return { ...facts, tokens: [ton.master], ton };
    } catch (error) {
      if (tries >= TON_TRIES) throw error;
      await new Promise((resolve) => setTimeout(resolve, 250));
    }
  }
}

/** Mines and keeps a whole copy of the chain's state until aborted; both carry on through a restart of the chain. */
export function driveLocalChain(
  config: StackConfig,
  { plan, rpcUrl }: { plan: LocalChainPlan; rpcUrl: string },
  signal: AbortSignal,
  blockMs = 1_000,
): void {
  void keepRunning(() => mineWhileUnconfirmed(rpcUrl, signal, { intervalMs: blockMs }), signal);
  void keepRunning(() => backUpState(stateFile(config.dataDir, plan), signal), signal);
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

export type AssetRow = AssetFacts & { chain: string; chainName: string; allowed: boolean };

/** Nobody waits for what a starting installation asks. */
const PATIENCE = { timeoutMs: 10_000 };

/**
 * A row for each token, read from the chain, and one for its native coin, which pays for gas and for no deal. Throws where payments
 * could not be made through the contract that the chain is configured with.
 */
export async function readAssets(facts: ChainFacts): Promise<AssetRow[]> {
  const { chain, name: chainName, tokens, feeProxy } = facts;
  const reader = openReader(facts, PATIENCE);
  const [token] = tokens;
  if (feeProxy !== undefined && token !== undefined) await reader.checkProxy(feeProxy, token);
  return (await reader.assets(tokens)).map((asset) => ({ ...asset, chain, chainName, allowed: asset.token !== null }));
}

/** The head's block number. */
export function headOf(facts: ChainFacts): Promise<number> {
  return openReader(facts, PATIENCE).head();
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

function stateFile(dataDir: string, plan: LocalChainPlan): string {
  return path.join(dataDir, `${plan.files}-state.json`);
}
