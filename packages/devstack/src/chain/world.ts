import { mkdirSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { createPublicClient, createWalletClient, defineChain, encodeDeployData, getAddress, http, parseEther } from "viem";
import type { Address, Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import * as z from "zod";
import { HOME_CHAIN, type LocalChainPlan } from "./local-chains.ts";
import { feeProxyBytecode, testTokenAbi, tokenBytecode, type TestContract } from "./artifacts.ts";

/** Which account of the demo mnemonic is whom. */
export const DEMO_ACCOUNTS = { buyer: 0, seller: 1, admin: 2 } as const;

const address = z
  .string()
  .regex(/^0x[0-9a-fA-F]{40}$/)
  .transform((text) => getAddress(text));
const amount = z.string().regex(/^\d+$/).transform(BigInt);
const hash = z.string().regex(/^0x[0-9a-f]{64}$/);

const worldSchema = z.object({
  chainId: z.number().int(),
  /** Hash of block 0: another hash is another world. */
  genesis: hash,
  tokens: z.object({ usdc: address, usdt: address }),
  proxy: address,
  deployer: address,
  escrowWallet: address,
  /**
   * Gas given to the escrow wallet, in wei: the caller records it in the ledger as operator_funding. The hash is null
   * when a start that was killed had sent it already.
   */
  escrowGas: z.object({ amount, txHash: hash.nullable() }),
});

/** What stands on the local chain. Addresses are checksummed; amounts are base units. */
export type World = z.infer<typeof worldSchema>;

export type WorldOptions = {
  /** Which of the local chains it is; the first when nothing is said. */
  plan?: LocalChainPlan;
  rpcUrl: string;
  dataDir: string;
  /** The mnemonic anvil was started with. */
  mnemonic: string;
  /** Gets gas and no token, so that whatever it pays out must have been paid in. */
  escrowWallet: string;
  /** Base units of both tokens for the buyer (default: one million whole coins each). */
  buyerCoins?: bigint;
  escrowGas?: bigint;
};

/**
 * Deploys both test tokens and the real ERC20FeeProxy, gives the buyer tokens and the escrow wallet gas. Does nothing
 * when the chain's file in the data directory describes this very chain and its contracts have code; returns the same World then.
 */
export async function deployWorld(options: WorldOptions): Promise<World> {
  const { plan = HOME_CHAIN, dataDir } = options;
  const local = connect(options, plan);
  const genesis = (await local.reader.getBlock({ blockNumber: 0n })).hash;
  const known = readWorld(dataDir, plan);
  if (known && known.genesis === genesis && known.escrowWallet === getAddress(options.escrowWallet) && (await standing(local, known)))
    return known;

  const bytecode = await tokenBytecode(dataDir);
  const usdc = await deploy(local, tokenCreation(bytecode, "Test USDC", "USDC", plan.decimals.usdc));
  const usdt = await deploy(local, tokenCreation(bytecode, "Test USDT", "USDT", plan.decimals.usdt));
  const proxy = await deploy(local, feeProxyBytecode());
  const coins = options.buyerCoins ?? 1_000_000n;
  const buyer = mnemonicToAccount(options.mnemonic, { addressIndex: DEMO_ACCOUNTS.buyer }).address;
  await mint(local, usdc, buyer, coins * 10n ** BigInt(plan.decimals.usdc));
  await mint(local, usdt, buyer, coins * 10n ** BigInt(plan.decimals.usdt));
  const escrowWallet = getAddress(options.escrowWallet);
  const gas = options.escrowGas ?? parseEther("10");
  const txHash = await topUp(local, escrowWallet, gas);
  const world: World = {
    chainId: local.reader.chain.id,
    genesis,
    tokens: { usdc, usdt },
    proxy,
    deployer: local.wallet.account.address,
    escrowWallet,
    escrowGas: { amount: gas, txHash },
  };
  writeWorld(dataDir, plan, world);
  return world;
}

/** The World a data directory describes, or null when none was deployed. Does not ask the chain. */
export function readWorld(dataDir: string, plan: LocalChainPlan = HOME_CHAIN): World | null {
  try {
    const parsed = worldSchema.safeParse(JSON.parse(readFileSync(worldFile(dataDir, plan), "utf8")));
    return parsed.success ? parsed.data : null;
  } catch {
    return null;
  }
}

/** Deploys another token of any name, e.g. a counterfeit "USDC", and mints `supply` base units to `holder`. For tests. */
export async function deployToken(
  options: { plan?: LocalChainPlan; rpcUrl: string; dataDir: string; mnemonic: string },
  token: { name: string; symbol: string; decimals: number; holder: string; supply: bigint; contract?: TestContract },
): Promise<Address> {
  const local = connect(options, options.plan);
  const bytecode = await tokenBytecode(options.dataDir, token.contract);
  const at = await deploy(local, tokenCreation(bytecode, token.name, token.symbol, token.decimals));
  await mint(local, at, getAddress(token.holder), token.supply);
  return at;
}

/** Mints more of a test token, signed by the deployer. */
export async function mintTokens(
  options: { plan?: LocalChainPlan; rpcUrl: string; mnemonic: string },
  token: string,
  holder: string,
  value: bigint,
): Promise<void> {
  await mint(connect(options, options.plan), getAddress(token), getAddress(holder), value);
}

type Local = ReturnType<typeof connect>;

function connect(options: { rpcUrl: string; mnemonic: string }, plan: LocalChainPlan = HOME_CHAIN) {
  const chain = defineChain({
    id: plan.id,
    name: "Local",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [options.rpcUrl] } },
  });
  const account = mnemonicToAccount(options.mnemonic, { addressIndex: plan.deployer });
  const transport = http(options.rpcUrl, { timeout: 10_000 });
  return {
    reader: createPublicClient({ chain, transport, pollingInterval: 50 }),
    wallet: createWalletClient({ account, chain, transport }),
  };
}

function tokenCreation(bytecode: Hex, name: string, symbol: string, decimals: number): Hex {
  return encodeDeployData({ abi: testTokenAbi, bytecode, args: [name, symbol, decimals] });
}

async function deploy(local: Local, data: Hex): Promise<Address> {
  const txHash = await local.wallet.sendTransaction({ account: local.wallet.account, chain: local.wallet.chain, data });
  const receipt = await mined(local, txHash);
  if (!receipt.contractAddress) throw new Error(`deployment ${txHash} made no contract`);
  return getAddress(receipt.contractAddress);
}

async function mint(local: Local, token: Address, holder: Address, value: bigint): Promise<void> {
  const txHash = await local.wallet.writeContract({
    account: local.wallet.account,
    chain: local.wallet.chain,
    address: token,
    abi: testTokenAbi,
    functionName: "mint",
    args: [holder, value],
  });
  await mined(local, txHash);
}

/** Brings an address to exactly `target` wei, so that a start killed half-way does not fund it twice. */
async function topUp(local: Local, to: Address, target: bigint): Promise<Hex | null> {
  const balance = await local.reader.getBalance({ address: to });
  if (balance > target) throw new Error(`${to} holds more gas than this chain's world gives it`);
  if (balance === target) return null;
  const txHash = await local.wallet.sendTransaction({
    account: local.wallet.account,
    chain: local.wallet.chain,
    to,
    value: target - balance,
  });
  await mined(local, txHash);
  return txHash;
}

async function mined(local: Local, txHash: Hex) {
  const receipt = await local.reader.waitForTransactionReceipt({ hash: txHash, timeout: 20_000 });
  if (receipt.status !== "success") throw new Error(`transaction ${txHash} failed`);
  return receipt;
}

async function standing(local: Local, world: World): Promise<boolean> {
  const codes = await Promise.all([world.tokens.usdc, world.tokens.usdt, world.proxy].map((at) => local.reader.getCode({ address: at })));
  return codes.every((code) => code !== undefined && code !== "0x");
}

function worldFile(dataDir: string, plan: LocalChainPlan): string {
  return join(dataDir, `${plan.files}-world.json`);
}

function writeWorld(dataDir: string, plan: LocalChainPlan, world: World): void {
  const file = worldFile(dataDir, plan);
  mkdirSync(dataDir, { recursive: true });
  const text = JSON.stringify(world, (_key, value: unknown) => (typeof value === "bigint" ? value.toString() : value), 2);
  writeFileSync(`${file}.new`, text);
  renameSync(`${file}.new`, file);
}
