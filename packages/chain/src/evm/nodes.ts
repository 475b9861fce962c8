import { setTimeout as sleep } from "node:timers/promises";
import { HttpRequestError, RpcRequestError } from "viem";
import { getHttpRpcClient } from "viem/utils";
import { isOutage, openRpc } from "./rpc.ts";
import type { Rpc, RpcOptions } from "./rpc.ts";

/** How one node has been doing. */
export type NodeFigures = {
  /** Its host; what else stands in its URL may be a key. */
  readonly name: string;
  readonly calls: number;
  /** Calls it did not answer, and answers that turned out to be wrong or behind. */
  readonly failures: number;
  /** What an answer takes of late, in ms; null before the first. */
  readonly latencyMs: number | null;
};

/** One node of a chain. An operation reads with one from its beginning to its end: answers of two may be of two branches. */
export type ChainNode = {
  readonly name: string;
  readonly request: Rpc["request"];
  /**
   * Asks many questions of one kind at once and answers in their order, without what a single call costs beside its answer. Which chain
   * the node serves is asked by single calls alone: what comes from here has to fit to what those answered.
   */
  many(method: string, params: readonly (readonly unknown[])[]): Promise<unknown[]>;
  /** Says that what it answered was wrong, incomplete or behind, so that another is taken next. */
  blame(): void;
  figures(): NodeFigures;
};

export type ChainNodes = {
  /** The node to read with now. It stays the same while it does well: of two that are as good, one is kept. */
  take(): ChainNode;
  /** The best of the others, of another host where there is one; null when there is no other. */
  besides(node: ChainNode): ChainNode | null;
  readonly all: readonly ChainNode[];
};

/** After this long, in ms, a failure counts half. */
const FORGIVEN_MS = 30_000;
/** Failures that still make a difference. */
const WORST = 6;
/** Another node is taken once it does so many times as well. */
const CLEARLY = 2;
/** Differences of this many ms are none. */
const NOTHING_MS = 20;
/** Of an average of latencies, what the newest is worth. */
const NEWEST = 0.1;

/** Answers of a node that has too much to do just now. */
const BUSY = new Set([408, 429, 500, 502, 503, 504]);
/** Waits before a busy node is asked again, in ms; longer when it says so, though never beyond the last. */
const WAITS = [100, 300, 1_000];

/**
 * Asks a busy node again. Whole requests, and by their status: a client that repeats single calls by their code also repeats those
 * that were refused for good, as too much.
 */
function patientFetch(failed: () => void): typeof fetch {
  return async (input, init) => {
    for (const wait of WAITS) {
      const answer = await fetch(input, init);
      if (!BUSY.has(answer.status)) return answer;
      failed();
      await answer.body?.cancel();
      const told = Number(answer.headers.get("retry-after") ?? 0) * 1_000;
      await sleep(Math.min(WAITS.at(-1) ?? 0, Math.max(wait, told || 0)), undefined, init?.signal ? { signal: init.signal } : {});
    }
    return fetch(input, init);
  };
}

/** Opens the nodes of a chain, each by itself, and ranks them by how quickly and how surely they have answered. Asks them nothing yet. */
export function openNodes({ urls, ...options }: Omit<RpcOptions, "retries" | "fetch">): ChainNodes {
  const hosts = urls.map((url) => new URL(url).host);
  const nodes = urls.map((url, index) => {
    const host = hosts[index] ?? "";
    const twin = hosts.slice(0, index).filter((other) => other === host).length;
    const counted = { calls: 0, failures: 0 };
    const patient = patientFetch(() => (counted.failures += 1));
    const rpc = openRpc({ ...options, urls: [url], retries: 0, fetch: patient });
    const asMany = manyAt(url, patient, options.timeoutMs);
    return openNode(rpc, asMany, { host, name: twin === 0 ? host : `${host}#${twin + 1}`, counted });
  });
  const [first] = nodes;
  if (first === undefined) throw new TypeError("a chain has at least one node");
  let current = first;
  return {
    all: nodes,
    take() {
      const usual = usualOf(nodes);
      const best = nodes.reduce((one, other) => (other.cost(usual) < one.cost(usual) ? other : one));
      if (current.cost(usual) > CLEARLY * best.cost(usual)) current = best;
      return current;
    },
    besides(node) {
      const host = nodes.find((one) => one === node)?.host;
      const others = nodes.filter((one) => one !== node);
      const usual = usualOf(nodes);
      const [best] = others.toSorted((a, b) => Number(a.host === host) - Number(b.host === host) || a.cost(usual) - b.cost(usual));
      return best ?? null;
    },
  };
}

/** What an answer takes of those that have answered; a node that was never asked is taken to be no better. */
function usualOf(nodes: readonly ChainNode[]): number {
  const known = nodes.flatMap((node) => node.figures().latencyMs ?? []);
  return known.length === 0 ? 0 : Math.min(...known);
}

/** Questions in one request: what every provider we know accepts. */
const AT_ONCE = 100;

function manyAt(url: string, patient: typeof fetch, timeout = 8_000): ChainNode["many"] {
  const client = getHttpRpcClient(url, { timeout, fetchFn: patient });
  const portion = async (method: string, params: readonly (readonly unknown[])[]): Promise<unknown[]> => {
    const body = params.map((own, id) => ({ method, params: own, id }));
    const told: unknown = await client.request({ body });
    if (!Array.isArray(told) || told.length !== body.length)
      throw new HttpRequestError({ url, details: "not an answer to every question" });
    const answers: unknown[] = [];
    for (const { id, error, result } of told as { id: number; error?: { code: number; message: string }; result?: unknown }[]) {
      if (error) throw new RpcRequestError({ body: { method }, error, url });
      answers[id] = result;
    }
    return answers;
  };
  return async (method, params) => {
    const portions = Array.from({ length: Math.ceil(params.length / AT_ONCE) }, (_, at) => params.slice(at * AT_ONCE, (at + 1) * AT_ONCE));
    return (await Promise.all(portions.map(async (one) => portion(method, one)))).flat();
  };
}

type Named = { host: string; name: string; counted: { calls: number; failures: number } };

function openNode(
  rpc: Rpc,
  asMany: ChainNode["many"],
  { host, name, counted }: Named,
): ChainNode & { readonly host: string; cost(usual: number): number } {
  let [trouble, troubledAt] = [0, 0];
  let latencyMs: number | null = null;
  const troubleNow = (): number => trouble * 0.5 ** ((performance.now() - troubledAt) / FORGIVEN_MS);
  const blame = (): void => {
    counted.failures += 1;
    trouble = Math.min(WORST, troubleNow() + 1);
    troubledAt = performance.now();
  };
  /** Counts calls and failures, and what an answer takes. */
  const measured = async <T>(questions: number, ask: () => Promise<T>): Promise<T> => {
    const began = performance.now();
    counted.calls += questions;
    try {
      const answer = await ask();
      const took = performance.now() - began;
      latencyMs = latencyMs === null ? took : latencyMs + NEWEST * (took - latencyMs);
      return answer;
    } catch (error) {
      if (isOutage(error)) blame();
      throw error;
    }
  };
  // Which answer belongs to which method is the type's to say; here they only pass through.
  const one = rpc.request as (...call: unknown[]) => Promise<unknown>;
  const request = ((...call: unknown[]) => measured(1, () => one(...call))) as Rpc["request"];
  return {
    name,
    host,
    request,
    many: (method, params) => measured(params.length, () => asMany(method, params)),
    blame,
    figures: () => ({ name, ...counted, latencyMs }),
    cost: (usual) => ((latencyMs ?? usual) + NOTHING_MS) * 4 ** troubleNow(),
  };
}
