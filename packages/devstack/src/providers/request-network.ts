import { setTimeout as sleep } from "node:timers/promises";
import { asHex, erc20Abi, evmChainIdOf, feeProxyAbi, openReader, openRpc, PROXY_TOPIC } from "@amanat/chain";
import { type FakeNetwork, fakeRequestNetwork, type FakeRequestNetwork } from "@amanat/testing/outside";
import { encodeFunctionData, getAddress, keccak256 } from "viem";
import type { ChainFacts } from "../local-world.ts";
import { hookOf, localName, localNames, type Stand, type StandPlace } from "./stand.ts";

const LOOK_MS = 300;

async function networkOf(facts: ChainFacts): Promise<FakeNetwork> {
  const { chain, feeProxy, tokens } = facts;
  if (feeProxy === undefined) throw new Error(`there is no fee proxy on ${chain}`);
  const assets = await openReader(facts).assets(tokens);
  return {
    network: localName(chain),
    proxy: feeProxy,
    tokens: assets.flatMap(({ token, symbol, decimals }) => (token === null ? [] : [{ symbol, address: token, decimals }])),
    payment: ({ contract, token, to, amount, reference, feeAmount, feeAddress }) => ({
      to: contract,
      data: encodeFunctionData({
        abi: feeProxyAbi,
        functionName: "transferFromWithReferenceAndFee",
        args: [getAddress(token), getAddress(to), amount, asHex(reference), feeAmount, getAddress(feeAddress)],
      }),
    }),
    allowance: (token, spender, amount) => ({
      to: token,
      data: encodeFunctionData({ abi: erc20Abi, functionName: "approve", args: [getAddress(spender), amount] }),
    }),
  };
}

/** It finds its payments by the proxy's logs, as the real one does, and tells of each. */
async function index(fake: FakeRequestNetwork, place: StandPlace, facts: ChainFacts, signal: AbortSignal): Promise<void> {
  const { chain, name, rpcUrls, feeProxy } = facts;
  const rpc = openRpc({ urls: rpcUrls, evmChainId: evmChainIdOf(chain), name });
  const hook = hookOf(place, "request-network");
  let next = await rpc.getBlockNumber();
  while (!signal.aborted) {
    await sleep(LOOK_MS, undefined, { signal }).catch(() => undefined);
    const head = await rpc.getBlockNumber().catch(() => next - 1n);
    if (head < next || signal.aborted) continue;
    const logs = await rpc.getLogs({ address: getAddress(feeProxy ?? ""), fromBlock: next, toBlock: head });
    next = head + 1n;
    for (const { topics, transactionHash } of logs) {
      const [topic, hash] = topics as readonly string[];
      const paid = [...fake.requests.values()].find(({ reference }) => keccak256(asHex(reference)) === hash);
      if (topic !== PROXY_TOPIC || paid === undefined || transactionHash === null) continue;
      fake.see(paid.requestId, transactionHash);
      void fake.tell("payment.confirmed", paid.requestId, hook);
    }
  }
}

/** Request Network with its API: it is asked for each payment, takes its fee on top, and tells of what its contract shows. */
export async function requestNetworkStand(place: StandPlace): Promise<Stand> {
  const chains = place.chains.filter(({ feeProxy }) => feeProxy !== undefined);
  const fake = await fakeRequestNetwork(await Promise.all(chains.map(networkOf)));
  const ending = new AbortController();
  const indexing = chains.map((facts) => index(fake, place, facts, ending.signal).catch(() => undefined));
  return {
    variables: {
      REQUEST_NETWORK_ENABLED: "true",
      REQUEST_NETWORK_API_URL: fake.origin,
      REQUEST_NETWORK_API_KEY: fake.apiKey,
      REQUEST_NETWORK_WEBHOOK_SECRET: fake.webhookSecret,
      REQUEST_NETWORK_NETWORK: localNames(chains),
    },
    async close() {
      ending.abort();
      await Promise.all(indexing);
      await fake.close();
    },
  };
}
