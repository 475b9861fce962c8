/** Books and chain at addresses of ours, as of one final block. */
import { canonicalAddress, DomainError, tokenOf } from "@amanat/contracts";
import { type Ctx, inTransaction, now, Prisma, reader, rowsOf, type TxCtx } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import type { CustodyRail, TxOutcome } from "../ports.ts";
import { added, type Compared, compared, type Moved, movedBy, NOTHING_MOVED } from "../reconciliation-rules.ts";
import { nativeEffect } from "../rules.ts";
import type { AttemptRow } from "./rows.ts";

/** A known transfer that is not booked after this long counts as part of the difference. */
const LATE_MS = 60 * 60_000;
const OPEN = ["signed", "broadcast", "mined"] as const;

export type Place = { readonly address: string; readonly assetId: string };
/** `late`: signed changes at or below the block that are known and not booked for an hour: they are part of the difference. */
export type ComparedPlace = Place & Compared & { readonly block: number; readonly late: readonly bigint[] };

/**
 * Compares what addresses hold in one final block with the books as of that block, exactly, while deposits and payouts go on:
 *
 * 1. Read the balances in a final block. The block is the same for all.
 * 2. Ask the chain for our transactions that are not posted yet, or were posted above that block. One signed later cannot be in it.
 * 3. Read in one snapshot the books, and every row that says what of them happened above the block, or below it and is not booked.
 *
 * No network call is made inside the snapshot, and nothing is written. Errors: UPSTREAM_ERROR (the chain does not answer), BUSY (something was
 * posted between 2 and 3 that was not asked about; the next try knows it).
 */
export async function comparePlaces(ctx: Ctx, rail: CustodyRail, places: readonly Place[]): Promise<ComparedPlace[]> {
  if (places.length === 0) return [];
  const { block, balances } = await rail.broadcaster.balancesAt(
    places.map(({ address, assetId }) => ({ address, token: tokenOf(assetId) })),
  );
  const outcomes = new Map<string, TxOutcome | null>();
  for (const { id, txHash } of await attemptsAbove(ctx, rail.chain.chain, block)) outcomes.set(id, await rail.broadcaster.outcome(txHash));
  return inSnapshot(ctx, async (tx) => {
    const known = await factsOf(tx, {
      chain: rail.chain.chain,
      block,
      outcomes,
      addresses: [...new Set(places.map(({ address }) => address))],
    });
    return places.map((place, index) => {
      const { booked, above, underWay, late } = known(place);
      return { ...place, ...compared({ chain: balances[index] ?? 0n, booked, above, underWay }), block, late };
    });
  });
}

/** Everything `fn` reads is of one moment. It writes nothing. */
export function inSnapshot<T>(ctx: Ctx, fn: (tx: TxCtx) => Promise<T>): Promise<T> {
  return inTransaction(ctx, async (tx) => {
    await tx.tx.$executeRaw`SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY`;
    return fn(tx);
  });
}

/** Our transactions that the books as of this block do not hold as they are now. */
function attemptsAbove(ctx: Ctx, chain: string, block: number): Promise<AttemptRow[]> {
  return reader(ctx).txAttempt.findMany({
    where: { chain, OR: [{ status: { in: [...OPEN] } }, { status: { in: ["settled", "failed"] }, blockNumber: { gt: block } }] },
  });
}

type Asked = { chain: string; block: number; addresses: readonly string[]; outcomes: ReadonlyMap<string, TxOutcome | null> };
type Known = { booked: bigint; above: Moved; underWay: Moved; late: readonly bigint[] };

async function factsOf(tx: TxCtx, asked: Asked): Promise<(place: Place) => Known> {
  const lateBefore = new Date((await now(tx)).getTime() - LATE_MS);
  const booked = new Map<string, bigint>();
  for (const address of asked.addresses)
    for (const { asset, balance } of await accountsOf(tx, { kinds: ["custody"], party: address }))
      booked.set(`${asset} ${address}`, -balance);
  const arrivals = await arrivalsOf(tx, asked, lateBefore);
  const attempts = (await attemptsAbove(tx, asked.chain, asked.block)).map((attempt) => ({
    attempt,
    outcome: asked.outcomes.get(attempt.id) ?? null,
    posted: attempt.status === "settled" || attempt.status === "failed",
  }));
  if (attempts.some(({ posted, outcome }) => posted && outcome === null)) throw new DomainError("BUSY");
  return (place) => {
    const at = arrivals.filter(({ address, assetId }) => address === place.address && assetId === place.assetId);
    const sumOf = (kind: Arrival["kind"]): Moved => ({
      in: at.reduce((sum, row) => (row.kind === kind ? sum + BigInt(row.amount) : sum), 0n),
      out: 0n,
    });
    const effects = attempts.flatMap(({ attempt, outcome, posted }) => {
      if (outcome === null) return [];
      const change = effectOf(place, attempt, outcome);
      const below = outcome.blockNumber <= asked.block;
      if (change === 0n || posted === below) return [];
      return [{ change, kind: posted ? "above" : attempt.createdAt < lateBefore ? "late" : "under_way" } as const];
    });
    const movedOf = (kind: Arrival["kind"]): Moved =>
      effects.filter((effect) => effect.kind === kind).reduce((sum, { change }) => added(sum, movedBy(change)), NOTHING_MOVED);
    return {
      booked: booked.get(`${place.assetId} ${place.address}`) ?? 0n,
      above: added(sumOf("above"), movedOf("above")),
      underWay: added(sumOf("under_way"), movedOf("under_way")),
      late: [
        ...at.filter(({ kind }) => kind === "late").map(({ amount }) => BigInt(amount)),
        ...effects.filter(({ kind }) => kind === "late").map(({ change }) => change),
      ],
    };
  };
}

/** By how much one mined transaction of ours changed what an address holds of an asset. */
function effectOf({ address, assetId }: Place, { signer, to, value }: AttemptRow, outcome: TxOutcome): bigint {
  const token = tokenOf(assetId);
  const success = outcome.status === "success";
  if (token === null) return nativeEffect(address, { signer, to, value: value ?? 0n }, { success, gasCost: outcome.gasCost });
  let change = 0n;
  for (const log of success ? outcome.transfers : []) {
    if (log.token !== canonicalAddress(token)) continue;
    if (log.to === address) change += log.amount;
    if (log.from === address) change -= log.amount;
  }
  return change;
}

/** `above`: booked, and mined above the block. `under_way`, `late`: mined at or below it, and not booked, for less or more than an hour. */
type Arrival = { address: string; assetId: string; kind: "above" | "under_way" | "late"; amount: string };

function arrivalsOf(tx: TxCtx, { chain, block, addresses }: Asked, lateBefore: Date): Promise<Arrival[]> {
  return rowsOf<Arrival>(
    tx,
    Prisma.sql`
      SELECT t."recipient" AS "address", t."assetId", CASE WHEN t."status" = 'credited' THEN 'above'
          WHEN t."createdAt" < ${lateBefore} THEN 'late' ELSE 'under_way' END AS "kind", sum(t."amount")::text AS "amount"
      FROM "IncomingTransfer" t
      WHERE t."chain" = ${chain} AND t."recipient" = ANY (${[...addresses]}::text[]) AND t."assetId" IS NOT NULL
        AND ((t."status" = 'credited' AND t."blockNumber" > ${block}) OR (t."status" IN ('detected', 'confirming') AND t."blockNumber" <= ${block}))
      GROUP BY 1, 2, 3
      UNION ALL
      SELECT u."address", u."assetId", 'above', sum(u."amount")::text FROM "UnmatchedDeposit" u
      WHERE u."chain" = ${chain} AND u."address" = ANY (${[...addresses]}::text[]) AND u."reason" = 'native_coin' AND u."block" > ${block}
      GROUP BY 1, 2`,
  );
}

/** Causes of a difference that pending transfers do not explain. Bounded: the newest sixty deposits of the place. */
export async function hintsOf(ctx: Ctx, rail: CustodyRail, { address, assetId }: Place): Promise<{ doubled: bigint[]; gone: bigint[] }> {
  const { chain } = rail.chain;
  const credited = await reader(ctx).incomingTransfer.findMany({
    where: { chain, recipient: address, assetId, status: "credited" },
    orderBy: [{ blockNumber: "desc" }, { id: "asc" }],
    take: 60,
  });
  const { hashes } = await rail.verifier.blocks(chain, [...new Set(credited.map(({ blockNumber }) => blockNumber))]);
  const leaves = ({ blockNumber, blockHash }: { blockNumber: number; blockHash: string }) => {
    const standing = hashes.get(blockNumber);
    return standing !== undefined && standing !== blockHash;
  };
  const twin = (row: (typeof credited)[number], index: number) =>
    credited.findIndex((other) => other.txHash === row.txHash && other.logIndex === row.logIndex) !== index;
  return {
    gone: credited.filter((row) => leaves(row)).map(({ amount }) => amount),
    doubled: credited.filter(twin).map(({ amount }) => amount),
  };
}
