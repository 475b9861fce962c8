import { isLocalChain, openToncenter, tonNode, type TonNode } from "@amanat/chain";
import { archiveWorld } from "../archive.ts";
import type { Cursor } from "../lease.ts";
import { ChainMoved, type ChainFollower, ForeignChain, type Place } from "../place.ts";
import { targetList, type TargetList } from "../targets.ts";
import { advanceConfirmations, recordObservations } from "../transfers.ts";
import { positionOf, storePosition } from "./positions.ts";
import { type Position, type Reading, readAccount } from "./read.ts";
import { type Holding, holdingsOf, type Watched, watchedOf } from "./watched.ts";

/** Least time between two questions about a public chain, in ms: who has no key may ask once a second. */
const PAUSE_MS = 1_000;
/** How often what was read last is read again, in ms, and how far back, in logical time: sixteen blocks at least. */
const REREAD_MS = 5_000;
const OVERLAP = 16_000_000n;
/** Targets that are read for in one round. */
const BACKFILL_AT_ONCE = 200;

type Head = { seqno: number; hash: string };
type Tokens = readonly string[];

/** State of one chain's follower between two rounds. It may be lost: the database holds all that matters. */
type Standing = {
  place: Place;
  node: TonNode;
  tokens: Tokens;
  targets: TargetList;
  confirmedAt: string;
  askedAt: number;
  rereadAt: number;
};

/**
 * Follows one chain of TON by the accounts that matter: our own jetton wallets, of the tokens that the product takes, and of nothing else. What
 * the masterchain has made final stays; what it has not is not read yet. So there is no reorganisation to undo, only a service that is behind.
 */
export function followTon(place: Place): ChainFollower {
  const { followed, pool } = place;
  const { chain, rpcUrls, tokens } = followed;
  if (tokens === undefined) throw new Error(`${chain}: without its tokens nobody knows which accounts to read`);
  const node = tonNode(openToncenter({ urls: rpcUrls, chain, timeoutMs: 5_000 }));
  const standing: Standing = { place, node, tokens, targets: targetList(pool, chain), confirmedAt: "", askedAt: 0, rereadAt: 0 };
  return {
    async round() {
      if (!isLocalChain(chain) && Date.now() - standing.askedAt < PAUSE_MS) return;
      standing.askedAt = Date.now();
      await round(standing);
    },
  };
}

/** One round: take the lease, find out where the chain is, read what is new at every account, report. */
async function round(standing: Standing): Promise<void> {
  const { place, node, targets } = standing;
  const { lease, status, followed } = place;
  const held = await lease.take();
  const head = await node.head();
  status.head = head.seqno;
  if (held === null) await openAt(place, head);
  if (held !== true && !(held === null && (await lease.take()))) {
    status.state = "standby";
    standing.confirmedAt = "";
    status.healthyAt = new Date();
    return;
  }
  const cursor = await settled(standing, await lease.cursor(), head);
  status.state = "following";
  const watched = watchedOf(await targets.all());
  const found = await readAll(standing, cursor, head, watched);
  if (found > 0 || standing.confirmedAt !== head.hash) {
    await confirm(standing, head);
    standing.confirmedAt = head.hash;
    place.wake();
  }
  status.sealed = head.seqno;
  status.lag = 0;
  status.healthyAt = new Date();
  status.lastError = null;
  place.log.trace({ chain: followed.chain, head: head.seqno, found }, "a round");
}

/** The newest block is the first that is followed, and sealed: accounts have positions of their own. */
function openAt({ lease }: Place, { seqno, hash }: Head): Promise<void> {
  return lease.open({ nextBlock: seqno + 1, sealedTo: seqno, sealedHash: hash });
}

/** Checks that the service still has the block we sealed. Throws ChainMoved where it is behind, ForeignChain where it has another block there. */
async function settled({ place, node }: Standing, cursor: Cursor, head: Head): Promise<Cursor> {
  const { lease, log, followed } = place;
  const disposable = isLocalChain(followed.chain);
  if (head.seqno < cursor.sealedTo && !disposable) throw new ChainMoved("the service is behind what was read");
  const known = head.seqno === cursor.sealedTo ? head.hash : await node.freshHashAt(cursor.sealedTo);
  if (known === cursor.sealedHash) return cursor;
  if (!disposable) {
    if (known === null) throw new ChainMoved("the service does not have every block of the chain");
    throw new ForeignChain(`the service disagrees with our seal at block ${cursor.sealedTo}`);
  }
  const archived = await archiveWorld(lease, followed.chain, cursor);
  log.warn({ archived }, "this is another chain than before: the old one's data is archived, starting fresh");
  await openAt(place, head);
  await lease.take();
  return lease.cursor();
}

/** Reads every account up to the newest block, again what was read last, and for targets that came late. Answers how many transfers are new. */
async function readAll(standing: Standing, cursor: Cursor, head: Head, watched: Watched): Promise<number> {
  const { node, tokens, place, targets } = standing;
  const { status } = place;
  const holdings = await holdingsOf(node, watched.owners, tokens);
  const again = Date.now() - standing.rereadAt > REREAD_MS;
  let at = cursor;
  let found = 0;
  for (const holding of holdings) {
    const from = await startOf(standing, holding, watched);
    const reading = await readAccount(node, { holding, watched, from, head: head.seqno });
    [at, found] = await stored(standing, { at, found, head, holding, reading });
    if (!again || from.lt === 0n) continue;
    const before = { lt: from.lt > OVERLAP ? from.lt - OVERLAP : 0n, hash: null };
    const repeated = await readAccount(node, { holding, watched, from: before, head: head.seqno });
    const known = found;
    [at, found] = await stored(standing, { at, found, head, holding, reading: { ...repeated, to: reading.to } });
    status.counts.missed += found - known;
  }
  if (again) standing.rereadAt = Date.now();
  const pending = await targets.pending(BACKFILL_AT_ONCE);
  if (pending.length === 0) return found;
  const before = await node.timeBefore(Math.min(...pending.map(({ fromBlock }) => fromBlock)));
  for (const holding of holdings) {
    const to = await startOf(standing, holding, watched);
    // The position never goes back: the next round reads on from it.
    const reading = await readAccount(node, { holding, watched, from: { lt: before, hash: null }, head: head.seqno });
    [at, found] = await stored(standing, {
      at,
      found,
      head,
      holding,
      reading: { ...reading, to: reading.to.lt > to.lt ? reading.to : to },
    });
  }
  await place.lease.fenced(at.nextBlock, async (client) => {
    const ids = pending.map(({ id }) => id);
    await client.query("update scanner.watch_target set backfilled = true where id = any($1::text[]) and not backfilled", [ids]);
  });
  return found;
}

/** The position to read an account from: its stored one, or one before the first block that a target watches from. */
async function startOf({ place, node }: Standing, { account }: Holding, watched: Watched): Promise<Position> {
  const known = await positionOf(place.pool, place.followed.chain, account);
  if (known !== null) return known;
  return { lt: await node.timeBefore(Math.min(...watched.targets.map(({ fromBlock }) => fromBlock))), hash: null };
}

type Step = { at: Cursor; found: number; head: Head; holding: Holding; reading: Reading };

/** Stores transfers, their webhooks and the new position in one transaction, under the lease: a crash repeats all of it or nothing. */
async function stored({ place }: Standing, { at, found, head, holding, reading }: Step): Promise<[Cursor, number]> {
  const { lease, followed } = place;
  const { chain } = followed;
  const { seqno, hash } = head;
  const fresh = await lease.fenced(at.nextBlock, async (client, { now }) => {
    const told = await recordObservations(client, chain, reading.observations, { tip: seqno, finalized: seqno, now });
    await storePosition(client, { chain, account: holding.account, position: reading.to, now });
    await client.query(
      "update scanner.chain_cursor set next_block = $2, sealed_to = $3, sealed_hash = $4, updated_at = $5 where chain = $1",
      [chain, seqno + 1, seqno, hash, now],
    );
    return told;
  });
  if (fresh > 0) place.wake();
  return [{ ...at, nextBlock: seqno + 1, sealedTo: seqno, sealedHash: hash }, found + fresh];
}

async function confirm({ place }: Standing, { seqno }: Head): Promise<void> {
  const { lease, followed } = place;
  const { nextBlock } = await lease.cursor();
  await lease.fenced(nextBlock, (client, { now }) =>
    advanceConfirmations(client, followed.chain, { tip: seqno, finalized: seqno, now }, followed),
  );
}
