import { DomainError } from "@amanat/contracts";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, ExponentialBackoff, handleWhen, TaskCancelledError } from "cockatiel";
import { BaseError, createPublicClient, defineChain, fallback, http, HttpRequestError, RpcRequestError, TimeoutError } from "viem";
import type { PublicClient, Transport } from "viem";

export type RpcOptions = {
  /** Its nodes. Where one does not answer, or is of another chain, the next is asked. */
  urls: readonly string[];
  evmChainId: number;
  name?: string;
  /** Longest wait for one answer, in ms. */
  timeoutMs?: number;
  /** Extra tries of one call, for answers that never came. */
  retries?: number;
  /** What sends a request, which holds all calls of one tick. */
  fetch?: typeof fetch;
};

/** A connection to the nodes of one EVM chain: calls in one tick travel together, wait at most `timeoutMs` for each node, and pass over one that is down. */
export type Rpc = PublicClient & { readonly evmChainId: number };

/**
 * Opens a connection to the nodes of an EVM chain; asks them nothing yet. Every call goes to the first of them that answers: a node's
 * refusal is an answer, and no other is asked for a better one. Eight failed calls in a row open a node's circuit, so that nobody
 * queues behind a dead one: two seconds later it is tried again, and where another can be asked meanwhile, less and less often.
 */
export function openRpc(options: RpcOptions): Rpc {
  const chain = defineChain({
    id: options.evmChainId,
    name: options.name ?? `eip155:${options.evmChainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [...options.urls] } },
  });
  const alone = options.urls.length === 1;
  const nodes = options.urls.map((url) => {
    const node = http(url, {
      timeout: options.timeoutMs ?? 8_000,
      // Another node is the better second try.
      retryCount: alone ? (options.retries ?? 1) : 0,
      retryDelay: 100,
      batch: { batchSize: 100, wait: 0 },
      ...(options.fetch === undefined ? {} : { fetchFn: options.fetch }),
    });
    return guarded(node, { evmChainId: options.evmChainId, halfOpenAfter: alone ? 2_000 : new ExponentialBackoff(PATIENCE) });
  });
  const transport = fallback(nodes, { retryCount: 0, shouldThrow: (error) => !isOutage(error) && wrongChainIn(error) === null });
  const client = createPublicClient({ chain, transport, cacheTime: 0 });
  return Object.assign(client, { evmChainId: options.evmChainId });
}

/** A node of another chain answers everything, and every answer is about something else. Names the two numbers and nothing secret. */
export class WrongChain extends DomainError {
  constructor(actual: number, wanted: number) {
    super("UPSTREAM_ERROR", `The node serves chain ${actual}, not ${wanted}.`);
  }
}

/** The wrong chain behind a failed call, however it was wrapped; null when that was not its reason. */
export function wrongChainIn(error: unknown): WrongChain | null {
  for (let current = error, depth = 0; current instanceof Error && depth < 8; current = current.cause, depth += 1)
    if (current instanceof WrongChain) return current;
  return null;
}

/** A node that was wrong is asked again after this long: its operator may have mended it. */
const WRONG_FOR_MS = 2_000;

/** A node that stays away is tried again after these times, while another answers. */
const PATIENCE = { initialDelay: 2_000, maxDelay: 60_000 };

/** Asks the node which chain it serves: at the first call, and again after any that it did not answer. Until it is ours, nothing else is asked. */
function chainCheck(ask: () => Promise<unknown>, wanted: number): { ours(): Promise<void>; doubt(): void } {
  let checked: Promise<void> | null = null;
  let wrong: { until: number; error: WrongChain } | null = null;
  async function check(): Promise<void> {
    if (wrong !== null && Date.now() < wrong.until) throw wrong.error;
    const actual = Number(await ask());
    wrong = actual === wanted ? null : { until: Date.now() + WRONG_FOR_MS, error: new WrongChain(actual, wanted) };
    if (wrong !== null) throw wrong.error;
  }
  return {
    ours() {
      const asked = (checked ??= check());
      asked.catch(() => (checked = checked === asked ? null : checked));
      return asked;
    },
    doubt() {
      checked = null;
    },
  };
}

/** One node behind its circuit and its check of the chain. Both outlive the transports that are made of it: viem makes one for each call. */
function guarded(
  inner: Transport,
  { evmChainId, halfOpenAfter }: { evmChainId: number; halfOpenAfter: number | ExponentialBackoff<number> },
): Transport {
  const policy = circuitBreaker(handleWhen(isOutage), { halfOpenAfter, breaker: new ConsecutiveBreaker(8) });
  let node: ReturnType<typeof chainCheck> | undefined;
  return (config) => {
    const made = inner(config);
    const asked = ((args, requestOptions) => policy.execute(() => made.request(args, requestOptions))) as typeof made.request;
    const door = (node ??= chainCheck(() => asked({ method: "eth_chainId" }), evmChainId));
    const request = (async (args, requestOptions) => {
      await door.ours();
      try {
        return await asked(args, requestOptions);
      } catch (error) {
        if (isOutage(error)) door.doubt();
        throw error;
      }
    }) as typeof made.request;
    return { ...made, request };
  };
}

const OUTAGES = [BrokenCircuitError, TaskCancelledError, HttpRequestError, TimeoutError] as const;

/** True when the node did not answer, as opposed to answering with an error. */
export function isOutage(error: unknown): boolean {
  const away = (cause: unknown) => OUTAGES.some((kind) => cause instanceof kind);
  return away(error) || (error instanceof BaseError && error.walk(away) !== null);
}

/** The node's own words when it refused a call, shortened to one line; null when it did not answer at all. */
export function refusalOf(error: unknown): string | null {
  if (isOutage(error) || !(error instanceof BaseError)) return null;
  const refusal = error.walk((cause) => cause instanceof RpcRequestError);
  const words = refusal instanceof RpcRequestError ? refusal.details : error.details || error.shortMessage;
  return words.split("\n")[0]?.slice(0, 300) ?? "refused";
}

/** Throws `UPSTREAM_ERROR` when the node serves another chain than the one we were configured for. */
export async function assertChainId(rpc: Rpc): Promise<void> {
  const actual = await rpc.getChainId();
  if (actual !== rpc.evmChainId) throw new DomainError("UPSTREAM_ERROR", `The node serves chain ${actual}, not ${rpc.evmChainId}.`);
}
