import type { Trouble } from "@amanat/devstack/generated-chain";

/** Blocks full of transfers: `every` so manyth of them is to one of `watched` addresses; 0 for none. */
export type Corpus = { blocks: number; transfers: number; watched: number; every: number; seed: number };

/** Amounts as text: messages carry no bigint. */
export type SentMove = { token: string; from: string; to: string; amount: string; referenceHash?: string };

export type Payment = { tx: string; index: number; blockHash: string; number: number; to: string; amount: string };

/** `late`: nodes that do not see it yet. */
export type ToNodes =
  | { ask: "start"; chainId: number; count: number; finalAfter: number; seed: number; corpus: Corpus | null }
  | { ask: "behave"; trouble: Partial<Trouble> }
  | { ask: "mine"; moves: readonly SentMove[]; branch: string; late: readonly number[] }
  | { ask: "reorg"; depth: number; keep: number; branch: string; late: readonly number[] }
  | { ask: "payments"; watched: readonly string[] };

export type FromNodes =
  | { say: "ready" }
  | { say: "started"; urls: readonly string[]; head: number }
  | { say: "behaving" }
  | { say: "mined"; at: number; head: number; txs: readonly string[] }
  | { say: "reorganised"; head: number }
  | { say: "paid"; payments: readonly Payment[] };
