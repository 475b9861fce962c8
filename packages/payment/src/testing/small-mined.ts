import type { TransferLog } from "../ports.ts";

/** A transaction that a small chain has mined. */
export type Mined = {
  /** Whom a proxy's event says it is for; absent where a test does not care. */
  reference?: string;
  native?: NativeMove;
  block: number;
  blockHash: string;
  status: "success" | "reverted";
  transfers: TransferLog[];
  gasCost: bigint;
  origin?: string;
};

/** Native coin that moved with it: sent, and burnt as gas. */
type NativeMove = { from: string; to: string; value: bigint; gas: bigint };
