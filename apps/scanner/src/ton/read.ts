import { arrivalIn, type IndexedTransaction, storedAccount, succeeded, TON_PAGE, type TonNode } from "@amanat/chain";
import { ChainMoved } from "../place.ts";
import type { Observation } from "../transfers.ts";
import type { Holding, Watched } from "./watched.ts";

/** A place in an account's transactions. `hash` is null where none has been read. */
export type Position = { readonly lt: bigint; readonly hash: string | null };

/** The transfers found between two positions of an account, and the position to go on from. */
export type Reading = { readonly observations: readonly Observation[]; readonly to: Position };

/** Pages of one reading: what is left is read in the next. */
const MOST_PAGES = 40;

/**
 * Reads an account's final transactions from a position on, and stops before the first that is not final. A service that does not show the
 * transaction at the position has lost it, or is another one that is behind: nothing it says is believed. Throws ChainMoved.
 */
export async function readAccount(
  node: TonNode,
  { holding, watched, from, head }: { holding: Holding; watched: Watched; from: Position; head: number },
): Promise<Reading> {
  const observations: Observation[] = [];
  let at = from;
  for (let page = 0; page < MOST_PAGES; page += 1) {
    const rows = ordered(await node.transactionsFrom(holding.account, at.lt), at.lt);
    if (at.hash !== null && !rows.some(({ lt, hash }) => lt === at.lt && hash === at.hash))
      throw new ChainMoved("the service does not show a transaction that it has shown");
    const final = untilOpen(rows, head);
    for (const row of final) {
      const seen = await observationOf(node, row, { holding, watched });
      if (seen !== null) observations.push(seen);
    }
    const last = final.at(-1);
    const stands = last === undefined || last.lt === at.lt;
    if (last !== undefined) at = { lt: last.lt, hash: last.hash };
    if (stands || final.length < rows.length || rows.length < TON_PAGE) break;
  }
  return { observations, to: at };
}

/** Each transaction once and in the order of time, whatever the page repeats or mixes up. */
function ordered(rows: readonly IndexedTransaction[], from: bigint): IndexedTransaction[] {
  const once = new Map(rows.filter(({ lt }) => lt >= from).map((row) => [row.hash, row]));
  return [...once.values()].toSorted((a, b) => (a.lt < b.lt ? -1 : 1));
}

/** The transactions before the first that the masterchain has not made final: what follows is read again when it is. */
function untilOpen(rows: readonly IndexedTransaction[], head: number): IndexedTransaction[] {
  const open = rows.findIndex(({ mc_block_seqno: block, emulated }) => block === null || block > head || emulated === true);
  return open === -1 ? [...rows] : rows.slice(0, open);
}

type Place = { holding: Holding; watched: Watched };

/** A transfer that came, told to whoever its memo names; null for everything else that happened at the account. */
async function observationOf(node: TonNode, row: IndexedTransaction, { holding, watched }: Place): Promise<Observation | null> {
  const arrival = succeeded(row) ? arrivalIn(row) : null;
  const block = row.mc_block_seqno;
  if (arrival === null || arrival.amount === 0n || block === null || storedAccount(row.account) !== holding.account) return null;
  const { owner, token } = holding;
  const found = watched.targetOf({ owner, memo: arrival.memo, block });
  if (found === null) return null;
  const blockHash = await node.hashAt(block);
  if (blockHash === null) throw new ChainMoved(`the service has no block ${block}`);
  return {
    targetId: found.target.id,
    blockNumber: block,
    blockHash,
    txHash: row.hash,
    // One transaction takes in one message.
    logIndex: 0,
    token,
    sender: arrival.from,
    recipient: owner,
    amount: arrival.amount,
    via: found.referenceHash === null ? "deposit" : "proxy",
    referenceHash: found.referenceHash,
    also: 0,
  };
}
