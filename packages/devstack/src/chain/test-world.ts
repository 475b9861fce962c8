import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import {
  createPublicClient,
  createWalletClient,
  defineChain,
  getAddress,
  getContractAddress,
  http,
  parseAbi,
  toEventSelector,
  toFunctionSelector,
  zeroAddress,
} from "viem";
import type { Hex } from "viem";
import { mnemonicToAccount } from "viem/accounts";
import * as z from "zod";
import { feeProxyBytecode, testTokenAbi } from "./artifacts.ts";
import { requestRpc } from "./rpc.ts";
import { HOME_CHAIN, type LocalChainPlan } from "./local-chains.ts";
import { startLocalChain } from "./start.ts";
import { DEMO_ACCOUNTS, deployToken, deployWorld, mintTokens } from "./world.ts";
import type { World } from "./world.ts";

const proxyAbi = parseAbi([
  "function transferFromWithReferenceAndFee(address _tokenAddress, address _to, uint256 _amount, bytes _paymentReference, uint256 _feeAmount, address _feeAddress)",
]);

/** Where a test's payment ended up; hashes and addresses in lower case. */
export type Paid = { txHash: string; blockHash: string; blockNumber: number; logIndex: number };

/** A chain of a test's own with the whole world on it, and a hand that pays, mines and reorganises. */
export type TestWorld = {
  url: string;
  world: World;
  dataDir: string;
  mnemonic: string;
  buyer: string;
  transfer(token: string, to: string, amount: bigint): Promise<Paid>;
  payThroughProxy(payment: { token: string; to: string; amount: bigint; reference: string; proxy?: string }): Promise<Paid>;
  /** A proxy of somebody else's: the same code at another address. */
  anotherProxy(): Promise<string>;
  /** One transaction with many Transfer logs to an address, of a contract that has no token. */
  inventTransfers(to: string, count: number): Promise<void>;
  /** One transaction with many transfers of one unit of a real token. Answers how to send it: it must be the buyer's next. */
  scatter(token: string, to: string, count: number): Promise<() => Promise<Paid>>;
  /** Sends what each of these sends in one block, in this order. Each must be one transaction of the buyer's. */
  inOneBlock(sends: readonly (() => Promise<unknown>)[]): Promise<void>;
  /** The network's own coin, sent plainly. */
  sendNative(to: string, amount: bigint): Promise<void>;
  /** A token that calls itself USDC, with a million whole coins for the buyer. */
  counterfeit(): Promise<string>;
  /** A token with Tether's manners, with a million whole coins for the buyer. */
  tether(): Promise<string>;
  mint(token: string, to: string, amount: bigint): Promise<void>;
  mine(blocks: number): Promise<void>;
  /** Replaces the newest blocks by empty ones. */
  reorg(depth: number): Promise<void>;
  rpc(method: string, params?: readonly unknown[]): Promise<unknown>;
  stop(): Promise<void>;
};

/** Starts it; most of its two seconds go to compiling the token. */
export async function startTestWorld(options: { escrowWallet: string; plan?: LocalChainPlan }): Promise<TestWorld> {
  const { plan = HOME_CHAIN } = options;
  const local = await startLocalChain({ chainId: plan.id });
  const dataDir = mkdtempSync(join(tmpdir(), "amanat-chain-"));
  const { url, mnemonic } = local;
  const world = await deployWorld({ plan, rpcUrl: url, dataDir, mnemonic, escrowWallet: options.escrowWallet });
  const buyer = mnemonicToAccount(mnemonic, { addressIndex: DEMO_ACCOUNTS.buyer }).address;
  return {
    url,
    world,
    dataDir,
    mnemonic,
    buyer: buyer.toLowerCase(),
    ...payer(url, { mnemonic, plan }, world.proxy),
    counterfeit: () =>
      deployToken(
        { plan, rpcUrl: url, dataDir, mnemonic },
        { name: "Test USDC", symbol: "USDC", decimals: 6, holder: buyer, supply: 10n ** 12n },
      ),
    tether: () =>
      deployToken(
        { plan, rpcUrl: url, dataDir, mnemonic },
        { name: "Tether-like", symbol: "USDT", decimals: 6, holder: buyer, supply: 10n ** 12n, contract: "TetherLike" },
      ),
    mint: (token, to, amount) => mintTokens({ plan, rpcUrl: url, mnemonic }, token, to, amount),
    inOneBlock: (sends) => inOneBlock(url, sends),
    mine: async (blocks) => void (await requestRpc(url, "anvil_mine", [`0x${blocks.toString(16)}`])),
    reorg: async (depth) => void (await requestRpc(url, "anvil_reorg", [depth, []])),
    rpc: (method, params = []) => requestRpc(url, method, params),
    async stop() {
      await local.stop();
      rmSync(dataDir, { recursive: true, force: true });
    },
  };
}

const word = (value: bigint | number, bytes: number) => value.toString(16).padStart(bytes * 2, "0");
/** What a piece of code does so many times: the loop's counter stays on the stack. */
const times = (count: number, before: string, body: string): Hex => {
  const start = before.length / 2 + 3;
  return `0x${before}61${word(count, 2)}5b${body}6001900380${`61${word(start, 2)}57`}00`;
};

/** Creation code that does nothing but log `Transfer(0xff…, to, 1)` so many times. */
function inventing(to: string, count: number): Hex {
  const topic = toEventSelector("Transfer(address,address,uint256)").slice(2);
  return times(count, "6001600052", `73${to.slice(2).toLowerCase()}73${"ff".repeat(20)}7f${topic}60206000a3`);
}

/** Creation code that sends one unit of a token so many times, from what the contract that is made holds already. */
function scattering(token: string, to: string, count: number): Hex {
  const selector = toFunctionSelector("transfer(address,uint256)").slice(2).padEnd(64, "0");
  const call = `7f${selector}60005273${to.slice(2).toLowerCase()}6004526001602452`;
  return times(count, call, `60006000604460006000${`73${token.slice(2).toLowerCase()}`}5af150`);
}

const poolSchema = z.object({ pending: z.string() });

/** Holds the chain's mining while each send reaches the pool; what mines besides must be still meanwhile. */
async function inOneBlock(url: string, sends: readonly (() => Promise<unknown>)[]): Promise<void> {
  await requestRpc(url, "evm_setAutomine", [false]);
  const sent: Promise<unknown>[] = [];
  try {
    for (const send of sends) {
      sent.push(send());
      while (Number(poolSchema.parse(await requestRpc(url, "txpool_status", [])).pending) < sent.length) await sleep(10);
    }
    await requestRpc(url, "evm_mine", []);
  } finally {
    await requestRpc(url, "evm_setAutomine", [true]);
  }
  await Promise.all(sent);
}

/** The buyer's hand: both ways to pay, each resolving with where the payment's Transfer log is. */
function payer(
  url: string,
  { mnemonic, plan }: { mnemonic: string; plan: LocalChainPlan },
  rightProxy: string,
): Pick<TestWorld, "transfer" | "payThroughProxy" | "anotherProxy" | "inventTransfers" | "scatter" | "sendNative"> {
  const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
  const chain = defineChain({ id: plan.id, name: "Local", nativeCurrency, rpcUrls: { default: { http: [url] } } });
  const account = mnemonicToAccount(mnemonic, { addressIndex: DEMO_ACCOUNTS.buyer });
  const reader = createPublicClient({ chain, transport: http(url), pollingInterval: 20 });
  const wallet = createWalletClient({ account, chain, transport: http(url) });
  const paid = async (txHash: Hex, token: string, to: string): Promise<Paid> => {
    const receipt = await reader.waitForTransactionReceipt({ hash: txHash });
    if (receipt.status !== "success") throw new Error(`transaction ${txHash} failed`);
    const recipient = to.slice(2).toLowerCase();
    const log = receipt.logs.find(
      (made) => made.address === token.toLowerCase() && made.topics.length === 3 && made.topics[2]?.endsWith(recipient),
    );
    return { txHash, blockHash: receipt.blockHash, blockNumber: Number(receipt.blockNumber), logIndex: log?.logIndex ?? -1 };
  };
  // One hand signs one thing at a time: two at once would be given the same nonce.
  let signing: Promise<unknown> = Promise.resolve();
  const inTurn = (send: () => Promise<Hex>): Promise<Hex> => {
    const sent = signing.then(send, send);
    signing = sent;
    return sent;
  };
  const created = async (data: Hex): Promise<string | null | undefined> => {
    const receipt = await reader.waitForTransactionReceipt({ hash: await inTurn(() => wallet.sendTransaction({ data })) });
    return receipt.contractAddress;
  };
  return {
    async anotherProxy() {
      const at = await created(feeProxyBytecode());
      if (!at) throw new Error("nothing was deployed");
      return at.toLowerCase();
    },
    inventTransfers: async (to, count) => void (await created(inventing(to, count))),
    async scatter(token, to, count) {
      const nonce = await reader.getTransactionCount({ address: account.address });
      await mintTokens(
        { plan, rpcUrl: url, mnemonic },
        token,
        getContractAddress({ from: account.address, nonce: BigInt(nonce) }),
        BigInt(count),
      );
      // Named, since an estimate would be content with less: a transfer that lacks gas fails without failing the whole.
      const gas = 1_000_000n + 60_000n * BigInt(count);
      return async () => paid(await wallet.sendTransaction({ data: scattering(token, to, count), nonce, gas }), token, to);
    },
    async sendNative(to, amount) {
      const call = { to: getAddress(to), value: amount } as const;
      await reader.waitForTransactionReceipt({ hash: await inTurn(() => wallet.sendTransaction(call)) });
    },
    async transfer(token, to, amount) {
      const call = { address: getAddress(token), abi: testTokenAbi, functionName: "transfer", args: [getAddress(to), amount] } as const;
      return paid(await inTurn(() => wallet.writeContract(call)), token, to);
    },
    async payThroughProxy({ token, to, amount, reference, proxy = rightProxy }) {
      const approval = {
        address: getAddress(token),
        abi: testTokenAbi,
        functionName: "approve",
        args: [getAddress(proxy), amount],
      } as const;
      await paid(await inTurn(() => wallet.writeContract(approval)), token, to);
      const args = [getAddress(token), getAddress(to), amount, `0x${reference.slice(2)}`, 0n, zeroAddress] as const;
      const payment = { address: getAddress(proxy), abi: proxyAbi, functionName: "transferFromWithReferenceAndFee", args } as const;
      return paid(await inTurn(() => wallet.writeContract(payment)), token, to);
    },
  };
}
