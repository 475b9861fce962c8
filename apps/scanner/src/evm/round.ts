import { BaseError } from "viem";
import { evmChainIdOf, isLocalChain, openNodes } from "@amanat/chain";
import { type Cursor, LeaseLost } from "../lease.ts";
import { driftsOf } from "../balances.ts";
import { ChainMoved, type ChainFollower, ForeignChain, type Place } from "../place.ts";
import { watchProgress } from "../progress.ts";
import { resumptionOf } from "../resumptions.ts";
import { type Target, targetList, type TargetList } from "../targets.ts";
import { audit, type Audited } from "./audit.ts";
import {
  backfill,
  confirm,
  type Follower,
  openAt,
  type Reading,
  readStretch,
  reread,
  settleHistory,
  storeStretch,
  type Tip,
} from "./follow.ts";
import { type ChainReader, chainReader } from "./reader.ts";
import { goOnFrom } from "./resume.ts";
import { type Sealing, sealNext } from "./seal.ts";
import { type WatchSet, watchSet } from "./watch-set.ts";

/** How often recent blocks' logs are asked for again, in ms. */
const REREAD_MS = 5_000;
/** Targets backfilled in one round. */
const BACKFILL_AT_ONCE = 200;
/** Addresses whose balances are looked at in one go, and the least time between two goes, in ms. */
const AUDITED_AT_ONCE = 100;
const AUDIT_PAUSE_MS = 10_000;

/** What a chain's rounds keep between them. Nothing the database does not know. */
type Standing = {
  place: Place;
  targets: TargetList;
  watched(): Promise<WatchSet>;
  progress: ReturnType<typeof watchProgress>;
  /** Where the chain was when confirmations were last counted. */
  confirmedAt: string;
  rereadAt: number;
  auditedAt: number;
};

/** Follows one EVM chain: each round reads with one node, from its newest block to what it has to say of our own. */
export function followChain(place: Place): ChainFollower {
  const { pool, lease, log, followed, status } = place;
  const nodes = openNodes({ urls: followed.rpcUrls, evmChainId: evmChainIdOf(followed.chain), timeoutMs: 5_000 });
  const readers = new Map(nodes.all.map((node) => [node, chainReader(node)]));
  const options = {
    chain: followed.chain,
    confirmations: followed.confirmations,
    requireFinalized: followed.requireFinalized,
    reorgDepth: followed.reorgDepth,
    tokens: followed.tokens,
    // Development nodes are thrown away, so their data may be too.
    disposable: isLocalChain(followed.chain),
  };
  const targets = targetList(pool, followed.chain);
  const standing: Standing = {
    place,
    targets,
    watched: watchedOf(targets),
    progress: watchProgress(log),
    confirmedAt: "",
    rereadAt: 0,
    auditedAt: 0,
  };
  return {
    async round() {
      const node = nodes.take();
      const other = nodes.besides(node);
      const reader = readers.get(node) as ChainReader;
      const second = other === null ? null : (readers.get(other) ?? null);
      try {
        await roundWith({ pool, reader, second, lease, log, options }, standing);
      } catch (error) {
        // It was behind, changed its mind, or does not have what was asked for: the next round may do better with another.
        if (error instanceof ChainMoved || error instanceof BaseError) node.blame();
        throw error;
      } finally {
        status.nodes = nodes.all.map((one) => one.figures());
        status.catchUp = standing.progress.now;
      }
    },
  };
}

/** The set is made anew only when the targets have changed. */
function watchedOf(targets: TargetList): () => Promise<WatchSet> {
  let of: readonly Target[] = [];
  let made = watchSet(of);
  return async () => {
    const all = await targets.all();
    if (all !== of) [of, made] = [all, watchSet(all)];
    return made;
  };
}

/** One round: take the lease, find out where the chain is, undo what it undid, read on, report. */
async function roundWith(follower: Follower, standing: Standing): Promise<void> {
  const { reader, lease, options } = follower;
  const { status } = standing.place;
  const held = await lease.take();
  const [head, finalized] = await Promise.all([reader.head(), reader.finalized(options.requireFinalized)]);
  const tip: Tip = { head, finalized };
  status.head = head.number;
  if (held === null) await openAt(follower, tip);
  if (held !== true && !(held === null && (await lease.take()))) {
    status.state = "standby";
    standing.confirmedAt = "";
    status.healthyAt = new Date();
    return;
  }
  const watched = await standing.watched();
  let cursor = await settled(follower, standing, tip);
  status.state = "following";
  cursor = await readForward(follower, standing, cursor, tip, watched);
  const again = await lookAgain(follower, standing, cursor, tip, watched);
  const position = `${head.hash}:${finalized}`;
  if (position !== standing.confirmedAt || again.found > 0) {
    await confirm(follower, again.cursor, tip);
    standing.confirmedAt = position;
    standing.place.wake();
  }
  status.healthyAt = new Date();
  status.lastError = null;
}

/** Our newest block as the chain has it: after a reorganisation, or after an operator's word. */
async function settled(follower: Follower, { place: { status, pool } }: Standing, tip: Tip): Promise<Cursor> {
  const cursor = await follower.lease.cursor();
  status.sealed = cursor.sealedTo;
  const resumption = await resumptionOf(pool, follower.options.chain);
  if (resumption !== null) return goOnFrom(follower, cursor, tip, resumption);
  const settledAt = await settleHistory(follower, cursor, tip);
  if (settledAt.nextBlock < cursor.nextBlock) status.counts.reorgs += 1;
  return settledAt;
}

/** Reads up to the tip: a stretch is asked for while the one before it is stored. */
async function readForward(follower: Follower, standing: Standing, cursor: Cursor, tip: Tip, watched: WatchSet): Promise<Cursor> {
  const { progress, place } = standing;
  const { status } = place;
  progress.begin(cursor.nextBlock, tip.head.number);
  let at = cursor;
  let next = readStretch(follower, at.nextBlock, tip, watched);
  for (;;) {
    const reading: Reading | null = await next;
    if (reading === null) break;
    next = readStretch(follower, reading.to + 1, tip, watched);
    // What it throws is heard when its turn comes, if it comes.
    next.catch(() => undefined);
    at = await storeStretch(follower, at, tip, reading);
    if (reading.observations.length > 0) place.wake();
    status.lag = Math.max(0, tip.head.number - at.nextBlock + 1);
    progress.reached(at.nextBlock);
    status.catchUp = progress.now;
    if (reading.deep) at = (await sealed(follower, standing, at, tip, watched)).cursor;
    if (at.nextBlock <= tip.head.number) await follower.lease.take();
  }
  status.lag = Math.max(0, tip.head.number - at.nextBlock + 1);
  return at;
}

type LookedAgain = { cursor: Cursor; found: number };

/** Everything that is read a second time: for late targets, near the head, before sealing, and where balances do not fit. */
async function lookAgain(follower: Follower, standing: Standing, cursor: Cursor, tip: Tip, watched: WatchSet): Promise<LookedAgain> {
  const { targets } = standing;
  const pending = watchSet(await targets.pending(BACKFILL_AT_ONCE));
  // A node that has forgotten so old a block holds up these targets, and nobody else.
  const late = await aside(follower, follower.reader, 0, () => backfill(follower, cursor, tip, pending));
  let found = late;
  if (Date.now() - standing.rereadAt > REREAD_MS) {
    const missed = await reread(follower, cursor, tip, watched);
    standing.place.status.counts.missed += missed;
    found += missed;
    standing.rereadAt = Date.now();
  }
  const sealing = await sealed(follower, standing, cursor, tip, watched);
  found += sealing.found + (await audited(follower, standing, sealing.cursor, tip));
  return { cursor: sealing.cursor, found };
}

/** Seals what can be; a second node that does not answer holds up the seal and nothing else. */
async function sealed(follower: Follower, { place: { status } }: Standing, cursor: Cursor, tip: Tip, watched: WatchSet) {
  const unsealed: Sealing = { cursor, found: 0, outcome: "sealed" };
  const sealing = await aside(follower, follower.second, unsealed, () => sealNext(follower, cursor, tip, watched));
  status.sealed = sealing.cursor.sealedTo;
  status.counts.missed += sealing.found;
  if (sealing.outcome === "disagreed") status.counts.disagreements += 1;
  return sealing;
}

async function audited(follower: Follower, standing: Standing, cursor: Cursor, tip: Tip): Promise<number> {
  const { place, targets } = standing;
  const { auditMs, status, pool, log } = place;
  if (auditMs === 0 || Date.now() - standing.auditedAt < Math.min(AUDIT_PAUSE_MS, auditMs)) return 0;
  standing.auditedAt = Date.now();
  const due = await targets.due(AUDITED_AT_ONCE, auditMs);
  if (due.length === 0) return 0;
  const nothing: Audited = { found: 0, drifting: [] };
  const { found, drifting } = await aside(follower, follower.second, nothing, () => audit(follower, cursor, tip, due));
  status.counts.missed += found;
  if (found > 0) log.warn({ transfers: found }, "balances led to transfers that no reading had found");
  for (const { targetId, token, balance, observed, sent, block } of drifting) {
    const amounts = { balance: String(balance), observed: String(observed), sent: String(sent) };
    log.error({ targetId, token, block, ...amounts }, "a balance is not explained by what was seen to come and go");
  }
  status.drifts = await driftsOf(pool, follower.options.chain);
  return found;
}

/** A second look that fails is tried again later; only what ends the round for everybody ends it. */
async function aside<T>(follower: Follower, asked: ChainReader | null, otherwise: T, look: () => Promise<T>): Promise<T> {
  try {
    return await look();
  } catch (error) {
    if (error instanceof LeaseLost || error instanceof ForeignChain) throw error;
    asked?.blame();
    follower.log.warn({ err: error }, "a second look failed; it is tried again");
    return otherwise;
  }
}
