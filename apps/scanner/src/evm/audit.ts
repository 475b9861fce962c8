import { decodeTransfer, TRANSFER_TOPIC } from "@amanat/chain";
import { type Audit, explained, type Holding, holdingsOf, storeAudit, withObserved } from "../balances.ts";
import type { Cursor } from "../lease.ts";
import type { Target } from "../targets.ts";
import { type Follower, readAgain, type Tip } from "./follow.ts";
import type { ChainReader } from "./reader.ts";
import { topicOf, watchSet } from "./watch-set.ts";

/** Readings of an address whose balance is not explained, in one audit. The next one goes on. */
const READINGS = 3;

/** How many transfers had been missed, and how many balances nothing explains. */
export type Audited = { found: number; drifting: readonly Holding[] };

/**
 * Compares the balance of each of these addresses at the newest final block with the transfers we know of: the last net for what a node
 * left out. Where they differ, transfers out are read, then transfers in once more, with both nodes in turn. What still differs is
 * stored as a drift: a transfer no node shows, money that was there before, or a token whose balances move by themselves.
 */
export async function audit(follower: Follower, cursor: Cursor, tip: Tip, due: readonly Target[]): Promise<Audited> {
  const { pool, reader, second, lease, options } = follower;
  const { chain, tokens = [] } = options;
  const last = cursor.nextBlock - 1;
  const block = Math.min(last, options.requireFinalized ? (tip.finalized ?? -1) : tip.head.number - options.confirmations);
  if (block < 0 || due.length === 0 || tokens.length === 0) return { found: 0, drifting: [] };
  const asked = due.flatMap((target) => tokens.map((token) => ({ target, token })));
  const balances = await Promise.all(asked.map(({ target, token }) => (second ?? reader).balanceOf(token, target.depositAddress, block)));
  const told = asked.flatMap((one, index) => {
    const balance = balances[index];
    return balance === null || balance === undefined ? [] : [{ ...one, balance }];
  });
  const first = await holdingsOf(pool, chain, block, told);
  let holdings = first;
  let found = 0;
  for (let reading = 0; reading < READINGS && !holdings.every(explained); reading += 1) {
    const by = reading % 2 === 0 ? reader : (second ?? reader);
    holdings = await Promise.all(holdings.map(async (holding) => (explained(holding) ? holding : withSent(by, holding))));
    const ids = new Set(holdings.filter((holding) => !explained(holding)).map(({ targetId }) => targetId));
    const again = due.filter(({ id }) => ids.has(id));
    if (again.length === 0) break;
    const from = Math.min(...again.map(({ fromBlock }) => fromBlock));
    found += await readAgain({ ...follower, reader: by }, cursor, tip, watchSet(again), from, block);
    holdings = await withObserved(pool, chain, holdings);
  }
  // Transfers out are kept only once the balance is explained: a node may have shown half of them.
  const known = new Map(first.map((holding) => [keyOf(holding), holding]));
  const results = holdings.map((holding): Audit => {
    if (explained(holding)) return { ...holding, agrees: true };
    const { sent, sentTo } = known.get(keyOf(holding)) ?? holding;
    return { ...holding, sent, sentTo, agrees: false };
  });
  await lease.fenced(cursor.nextBlock, (client, { now }) => storeAudit(client, chain, due, results, now));
  return { found, drifting: results.filter(({ agrees }) => !agrees) };
}

const keyOf = ({ targetId, token }: Holding): string => `${targetId}/${token}`;

/** With what has left the address since it was last looked for. */
async function withSent(reader: ChainReader, holding: Holding): Promise<Holding> {
  const { address, token, sentTo, block, sent } = holding;
  const topics = [TRANSFER_TOPIC, topicOf(address)];
  const logs = await reader.logs({ from: sentTo + 1, to: block, address: [token], topics });
  const left = logs.reduce((sum, log) => sum + (decodeTransfer(log)?.amount ?? 0n), 0n);
  return left === 0n ? holding : { ...holding, sent: sent + left, sentTo: block };
}
