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

/** By how much an address's native coin changed above a block. */
export function nativeSince(mined: Iterable<Mined>, address: string, block: number): bigint {
  let change = 0n;
  for (const { native, block: at } of mined) {
    if (native === undefined || at <= block) continue;
    if (native.to === address) change += native.value;
    if (native.from === address) change -= native.value + native.gas;
  }
  return change;
}

/** The same of a token. */
export function tokensSince(mined: Iterable<Mined>, { token, address, block }: { token: string; address: string; block: number }): bigint {
  let change = 0n;
  for (const { block: at, transfers } of mined)
    for (const log of at > block ? transfers : []) {
      if (log.token !== token) continue;
      if (log.to === address) change += log.amount;
      if (log.from === address) change -= log.amount;
    }
  return change;
}
