import type { Pool } from "pg";
import type { Logger } from "pino";
import type { FollowedChain } from "./config.ts";
import type { Lease } from "./lease.ts";
import type { CatchUp } from "./progress.ts";

/** How one of a chain's nodes is doing. */
export type NodeStatus = { name: string; calls: number; failures: number; latencyMs: number | null };

/** What has happened on a chain since the process began. */
export type Counts = {
  /** Rounds that failed, by themselves or because the chain moved while it was read. */
  errors: number;
  reorgs: number;
  /** Transfers that the first reading had not found. */
  missed: number;
  /** Times that two nodes had different blocks at a final height. */
  disagreements: number;
};

export type ScannerStatus = {
  chain: string;
  /** `following`: this copy reads; `standby`: another does; `halted`: the chain is not ours; `starting`. */
  state: "starting" | "following" | "standby" | "halted";
  head: number | null;
  /** Blocks the node has and we have not read. */
  lag: number | null;
  /** The newest block that is not looked at again. */
  sealed: number | null;
  catchUp: CatchUp | null;
  /** Balances that what came and went does not explain. */
  drifts: number;
  counts: Counts;
  nodes: readonly NodeStatus[];
  /** When chain and database last both answered. */
  healthyAt: Date | null;
  lastError: string | null;
};

/** What a chain is followed with. A round writes what it learns into `status`, and wakes the delivery when it has news. */
export type Place = {
  pool: Pool;
  lease: Lease;
  log: Logger;
  followed: FollowedChain;
  auditMs: number;
  status: ScannerStatus;
  wake(): void;
};

/** Follows a chain of one kind. `round` is called again and again; what it throws ends that round only. */
export type ChainFollower = { round(): Promise<void> };

/** The chain is not the one that was followed, and none that may be started over. Needs an operator. */
export class ForeignChain extends Error {
  override readonly name = "ForeignChain";
}

/** The chain changed while it was being read, or two answers do not fit together; the next round starts over. */
export class ChainMoved extends Error {
  override readonly name = "ChainMoved";
}
