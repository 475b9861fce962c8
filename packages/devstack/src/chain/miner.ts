import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { requestRpc } from "./rpc.ts";

const blockSchema = z.object({ number: z.string(), hash: z.string(), transactions: z.array(z.unknown()) });

/** Blocks mined on top of the newest transaction: `finalized` trails the head by six, and two more to spare. */
const DEPTH = 8;

export type MinerOptions = { intervalMs?: number; depth?: number; onError?: (error: unknown) => void };

/**
 * Buries every transaction of the local chain: mines at most one block per interval (one second) while the newest
 * block that carries a transaction is less than eight deep, and does nothing otherwise. Runs until aborted;
 * a chain that does not answer is tried again.
 */
export async function mineWhileUnconfirmed(url: string, signal: AbortSignal, options: MinerOptions = {}): Promise<void> {
  const depth = options.depth ?? DEPTH;
  let idleAt: string | null = null;
  while (!signal.aborted) {
    try {
      const head = await block(url, "latest");
      if (head.hash !== idleAt) {
        if (await hasShallowTransaction(url, head, depth)) await requestRpc(url, "evm_mine", []);
        else idleAt = head.hash;
      }
    } catch (error) {
      options.onError?.(error);
    }
    await sleep(options.intervalMs ?? 1_000, undefined, { signal }).catch(() => undefined);
  }
}

async function hasShallowTransaction(url: string, head: z.infer<typeof blockSchema>, depth: number): Promise<boolean> {
  const top = Number(head.number);
  for (let number = top; number > Math.max(0, top - depth); number -= 1) {
    const seen = number === top ? head : await block(url, `0x${number.toString(16)}`);
    if (seen.transactions.length > 0) return true;
  }
  return false;
}

async function block(url: string, at: string): Promise<z.infer<typeof blockSchema>> {
  return blockSchema.parse(await requestRpc(url, "eth_getBlockByNumber", [at, false]));
}
