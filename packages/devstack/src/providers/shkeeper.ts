import { setTimeout as sleep } from "node:timers/promises";
import { asHex, decodeTransfer, erc20Abi, evmChainIdOf, openReader, openRpc, type Rpc } from "@amanat/chain";
import { formatUnits, parseUnits } from "@amanat/contracts";
import { fakeShkeeper, type FakeShkeeper } from "@amanat/testing/outside";
import { createWalletClient, defineChain, type Hex, http } from "viem";
import { generatePrivateKey, type PrivateKeyAccount, privateKeyToAccount } from "viem/accounts";
import type { ChainFacts } from "../local-world.ts";
import { hookOf, type Stand, type StandPlace } from "./stand.ts";

const LOOK_MS = 300;
/** One whole coin of the chain: more than its payouts cost in a demo. */
const GAS = 10n ** 18n;

/** A coin of one chain, as the node behind it serves it: wallets with keys of its own. */
type Coin = { id: string; name: string; facts: ChainFacts; token: Hex; decimals: number; rpc: Rpc; keys: Map<string, PrivateKeyAccount> };

async function coinsOf(facts: ChainFacts): Promise<Coin[]> {
  const { chain, name, rpcUrls, tokens } = facts;
  const rpc = openRpc({ urls: rpcUrls, evmChainId: evmChainIdOf(chain), name });
  const assets = await openReader(facts).assets(tokens);
  return assets.flatMap(({ id, token, symbol, decimals }) =>
    token === null ? [] : [{ id, name: `L${evmChainIdOf(chain)}-${symbol}`, facts, token: asHex(token), decimals, rpc, keys: new Map() }],
  );
}

/** Pays from the wallets that have taken this coin. The local chain gives them gas, as an operator's fee account would. */
async function payout({ rpc, facts, token, keys }: Coin, to: Hex, amount: bigint): Promise<string> {
  for (const [address, account] of keys) {
    const held = await rpc.readContract({ address: token, abi: erc20Abi, functionName: "balanceOf", args: [asHex(address)] });
    if (held < amount) continue;
    await rpc.request({ method: "anvil_setBalance" as never, params: [address, `0x${GAS.toString(16)}`] as never });
    const url = facts.rpcUrls[0] ?? "";
    const nativeCurrency = { name: "Ether", symbol: "ETH", decimals: 18 };
    const chain = defineChain({ id: rpc.evmChainId, name: facts.name, nativeCurrency, rpcUrls: { default: { http: [url] } } });
    const wallet = createWalletClient({ account, chain, transport: http(url) });
    return wallet.writeContract({ address: token, abi: erc20Abi, functionName: "transfer", args: [to, amount] });
  }
  throw new Error("Insufficient funds");
}

/** What comes to its wallets, found in the chain's logs and told of. */
async function watch(fake: FakeShkeeper, place: StandPlace, coin: Coin, signal: AbortSignal): Promise<void> {
  const hook = hookOf(place, "shkeeper");
  let next = await coin.rpc.getBlockNumber();
  while (!signal.aborted) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const head = await coin.rpc.getBlockNumber().catch(() => next - 1n);
    if (head < next || signal.aborted) continue;
    const logs = await coin.rpc.getLogs({ address: coin.token, fromBlock: next, toBlock: head });
    next = head + 1n;
    for (const log of logs) {
      const moved = log.logIndex === null ? null : decodeTransfer({ ...log, logIndex: log.logIndex });
      const invoice = [...fake.invoices.values()].find(({ wallet, crypto }) => wallet === moved?.to && crypto === coin.name);
      if (moved === null || invoice === undefined || log.transactionHash === null) continue;
      fake.see(invoice.external_id, { txid: log.transactionHash, amount: formatUnits(moved.amount, coin.decimals) });
      void fake.tell(invoice.external_id, hook);
    }
  }
}

/** An operator's SHKeeper with wallets on the local chains. */
export async function shkeeperStand(place: StandPlace): Promise<Stand> {
  const coins = (await Promise.all(place.chains.map(coinsOf))).flat();
  const fake = await fakeShkeeper(
    coins.map(({ name, decimals, keys }) => ({
      name,
      decimals,
      wallet: () => {
        const account = privateKeyToAccount(generatePrivateKey());
        keys.set(account.address.toLowerCase(), account);
        return account.address.toLowerCase();
      },
    })),
  );
  fake.pay = async ({ crypto, destination, amount }) => {
    const coin = coins.find(({ name }) => name === crypto);
    const units = parseUnits(amount, coin?.decimals ?? 0);
    if (coin === undefined || units === null) throw new Error("no such coin");
    return payout(coin, asHex(destination), units);
  };
  const ending = new AbortController();
  const watching = coins.map((coin) => watch(fake, place, coin, ending.signal).catch(() => undefined));
  return {
    variables: {
      SHKEEPER_ENABLED: "true",
      SHKEEPER_URL: fake.origin,
      SHKEEPER_API_KEY: fake.apiKey,
      SHKEEPER_CRYPTOS: coins.map(({ id, name }) => `${name}=${id}`).join(","),
      SHKEEPER_PAYOUT_USER: fake.payoutUser,
      SHKEEPER_PAYOUT_PASSWORD: fake.payoutPassword,
    },
    async close() {
      ending.abort();
      await Promise.all(watching);
      await fake.close();
    },
  };
}
