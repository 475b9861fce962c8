import type { AmanatOptions, IntentView } from "@amanat/sdk";
import { createPublicClient, createWalletClient, defineChain, erc20Abi, getAddress, http, parseAbi } from "viem";
import type { Address, Hex } from "viem";
import { privateKeyToAccount } from "viem/accounts";
import { openWidget, tellWidget } from "./widget.ts";

const proxyAbi = parseAbi([
  "function transferFromWithReferenceAndFee(address tokenAddress, address to, uint256 amount, bytes paymentReference, uint256 feeAmount, address feeAddress)",
]);

/** `widget`: as the page of a provider's says that is opened for it. */
export type Via = "deposit" | "proxy" | "widget" | "memo";

function chainAt(rpcUrl: string, id: number) {
  return defineChain({
    id,
    name: "demo",
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [rpcUrl] } },
  });
}

/** Reads the chain itself: nothing here asks Amanat. */
export function chainReader(rpcUrl: string, id: number): ChainReader {
  const client = createPublicClient({ chain: chainAt(rpcUrl, id), transport: http(rpcUrl), pollingInterval: 200 });
  return {
    balanceOf(token, holder) {
      const address = getAddress(holder);
      if (token === null) return client.getBalance({ address });
      return client.readContract({ address: getAddress(token), abi: erc20Abi, functionName: "balanceOf", args: [address] });
    },
    async paidBy(txHash) {
      return (await client.getTransaction({ hash: txHash as Hex })).from;
    },
    async moved(txHash, token, from, to) {
      const receipt = await client.getTransactionReceipt({ hash: txHash as Hex });
      if (receipt.status !== "success") return 0n;
      const logs = await client.getLogs({
        address: getAddress(token),
        event: erc20Abi[1],
        args: { from: getAddress(from), to: getAddress(to) },
        blockHash: receipt.blockHash,
      });
      return logs.filter((log) => log.transactionHash === txHash).reduce((sum, log) => sum + (log.args.value ?? 0n), 0n);
    },
  };
}

/** What this program asks of a chain. */
export type ChainReader = {
  /** Token balance, or the native coin's when `token` is null. */
  balanceOf(token: string | null, holder: string): Promise<bigint>;
  /** What one transaction moved of a token from one address to another, read from its logs. */
  moved(txHash: string, token: string, from: string, to: string): Promise<bigint>;
  /** Who signed a transaction; null where the chain does not know it. */
  paidBy(txHash: string): Promise<string | null>;
};

/** A reader for each chain, by CAIP-2 name. */
export type Readers = ReadonlyMap<string, ChainReader>;

export function readerOf(readers: Readers, chain: string): ChainReader {
  const reader = readers.get(chain);
  if (reader === undefined) throw new Error(`demo.json names no chain ${chain}`);
  return reader;
}

function offered<Way>(way: Way | undefined): Way {
  if (way === undefined) throw new Error("this deal is not offered to be paid that way");
  return way;
}

/** `provider`: whom it is paid through; null for whoever takes it that way. `decimals`: of its asset. */
type Payment = { rpcUrl: string; privateKey: Hex; intent: IntentView; via: Via; decimals: number; provider: string | null };

/** Pays an intent from a wallet as a browser wallet would; resolves with the paying transaction once it is in a block. */
export async function pay(options: Payment): Promise<Hex> {
  const { intent, via } = options;
  const instructions = intent.pay;
  if (instructions === null) throw new Error("the intent carries no payment instructions");
  const chain = chainAt(options.rpcUrl, Number(instructions.chain.split(":")[1]));
  const transport = http(options.rpcUrl);
  const account = privateKeyToAccount(options.privateKey);
  const wallet = createWalletClient({ account, chain, transport });
  const reader = createPublicClient({ chain, transport, pollingInterval: 200 });
  const token: Address = getAddress(instructions.token);
  const amount = BigInt(intent.remaining);
  const mined = async (hash: Hex) => {
    const receipt = await reader.waitForTransactionReceipt({ hash, timeout: 60_000 });
    if (receipt.status !== "success") throw new Error(`transaction ${hash} failed`);
    return hash;
  };
  const transfer = async (to: string) =>
    mined(await wallet.writeContract({ address: token, abi: erc20Abi, functionName: "transfer", args: [getAddress(to), amount] }));
  if (via === "deposit") {
    const transfers = instructions.ways.flatMap((one) => (one.way === "transfer" ? [one] : []));
    return transfer(offered(transfers.find((one) => options.provider === null || options.provider === one.provider)).to);
  }
  if (via === "widget") {
    const { url } = offered(instructions.ways.find((one) => one.way === "hosted"));
    const shown = await openWidget(url, { token, amount, decimals: options.decimals });
    const hash = await transfer(shown.receiver);
    await tellWidget(url, { blockchain: shown.blockchain, transaction: hash });
    return hash;
  }
  const { contract: address, to, reference, feeAmount, feeAddress } = offered(instructions.ways.find((one) => one.way === "proxy"));
  const fee = BigInt(feeAmount);
  await mined(
    await wallet.writeContract({ address: token, abi: erc20Abi, functionName: "approve", args: [getAddress(address), amount + fee] }),
  );
  return mined(
    await wallet.writeContract({
      address: getAddress(address),
      abi: proxyAbi,
      functionName: "transferFromWithReferenceAndFee",
      args: [token, getAddress(to), amount, reference as Hex, fee, getAddress(feeAddress)],
    }),
  );
}

/** Confirms what a call demands by signing it with a linked wallet, as a person would in theirs. */
export function signingWith(privateKey: Hex): NonNullable<AmanatOptions["stepUp"]> {
  const account = privateKeyToAccount(privateKey);
  return async ({ methods }) => {
    if (methods.wallet === undefined) throw new Error("this person has no wallet to confirm with");
    const signature = await account.signMessage({ message: methods.wallet.message });
    return { method: "wallet", address: account.address, signature };
  };
}
