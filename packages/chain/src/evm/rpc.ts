import { DomainError } from "@amanat/contracts";
import { BrokenCircuitError, circuitBreaker, ConsecutiveBreaker, handleWhen, TaskCancelledError } from "cockatiel";
import { BaseError, createPublicClient, defineChain, http, HttpRequestError, RpcRequestError, TimeoutError } from "viem";
import type { PublicClient, Transport } from "viem";

export type RpcOptions = {
  url: string;
  evmChainId: number;
  name?: string;
  /** Longest wait for one answer, in ms. */
  timeoutMs?: number;
  /** Extra tries of one call, for answers that never came. */
  retries?: number;
};

/** A connection to one EVM node: calls in one tick travel together, wait at most `timeoutMs`, and fail fast while the node is down. */
export type Rpc = PublicClient & { readonly evmChainId: number };

/**
 * Opens a connection to an EVM node; asks it nothing yet. Eight failed calls in a row open the circuit: until two
 * seconds later every call fails at once, so that nobody queues behind a dead node.
 */
export function openRpc(options: RpcOptions): Rpc {
  const chain = defineChain({
    id: options.evmChainId,
    name: options.name ?? `eip155:${options.evmChainId}`,
    nativeCurrency: { name: "Ether", symbol: "ETH", decimals: 18 },
    rpcUrls: { default: { http: [options.url] } },
  });
  const transport = withCircuit(
    http(options.url, {
      timeout: options.timeoutMs ?? 8_000,
      retryCount: options.retries ?? 1,
      retryDelay: 100,
      batch: { batchSize: 100, wait: 0 },
    }),
    options.evmChainId,
  );
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

function withCircuit(inner: Transport, evmChainId: number): Transport {
  const policy = circuitBreaker(handleWhen(isOutage), { halfOpenAfter: 2_000, breaker: new ConsecutiveBreaker(8) });
  return (config) => {
    const made = inner(config);
    const asked = ((args, requestOptions) => policy.execute(() => made.request(args, requestOptions))) as typeof made.request;
    const node = chainCheck(() => asked({ method: "eth_chainId" }), evmChainId);
    const request = (async (args: { method: string }, requestOptions) => {
      if (args.method !== "eth_chainId") await node.ours();
      try {
        return await asked(args, requestOptions);
      } catch (error) {
        if (isOutage(error)) node.doubt();
        throw error;
      }
    }) as typeof made.request;
    return { ...made, request };
  };
}

/** True when the node did not answer, as opposed to answering with an error. */
export function isOutage(error: unknown): boolean {
  if (error instanceof BrokenCircuitError || error instanceof TaskCancelledError) return true;
  if (!(error instanceof BaseError)) return false;
  return error.walk((cause) => cause instanceof HttpRequestError || cause instanceof TimeoutError) !== null;
}

/** The node's own words when it refused a call, shortened to one line; null when it did not answer at all. */
export function refusalOf(error: unknown): string | null {
  if (isOutage(error) || !(error instanceof BaseError)) return null;
  const refusal = error.walk((cause) => cause instanceof RpcRequestError);
  const words = refusal instanceof RpcRequestError ? refusal.details : error.details || error.shortMessage;
  return words.split("\n")[0]?.slice(0, 300) ?? "refused";
}

/** Runs calls to a node and turns every failure into `UPSTREAM_ERROR`; the node's words stay in the cause. */
export async function upstream<T>(what: string, call: () => Promise<T>): Promise<T> {
  try {
    return await call();
  } catch (error) {
    if (error instanceof DomainError) throw error;
    throw new DomainError("UPSTREAM_ERROR", `The chain could not be asked: ${what}.`, { cause: error });
  }
}

/** Throws `UPSTREAM_ERROR` when the node serves another chain than the one we were configured for. */
export async function assertChainId(rpc: Rpc): Promise<void> {
  const actual = await rpc.getChainId();
  if (actual !== rpc.evmChainId) throw new DomainError("UPSTREAM_ERROR", `The node serves chain ${actual}, not ${rpc.evmChainId}.`);
}
