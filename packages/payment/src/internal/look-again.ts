import { BrokenInvariant, isNative } from "@amanat/contracts";
import { type Ctx, inTransaction, now, reader } from "@amanat/db";
import type { CustodyRail } from "../ports.ts";
import { floorsOf } from "../reads/floors.ts";
import { causeOf, judged } from "../reconciliation-rules.ts";
import { compareDeals } from "./compare-deals.ts";
import { comparePlaces, hintsOf } from "./compare-places.ts";
import { compareNative } from "./native-coin.ts";
import type { ReconciliationRowRow, ReconciliationRunRow } from "./rows.ts";
import { moveDifference, noteProgress } from "./write-reconciliation.ts";

/** By then a webhook that was on its way has come, and a node that was a block behind has caught up. */
export const AGAIN_MS = 15_000;
/** `lookedAt` of a difference before its first look. */
export const NEVER = new Date(0);
const PER_PASS = 20;

type Look = { books: bigint; onChain: bigint; wayIn: bigint; wayOut: bigint; difference: bigint; block: number | null };
type Looked = Look & { cause: ReturnType<typeof causeOf> };

/**
 * Looks at suspected differences once more, those that wait longest first. `more`: there may be others that are due; `later`: the rest is not yet;
 * `none`: nothing is suspected any more.
 */
export async function lookAgain(ctx: Ctx, rail: CustodyRail, run: ReconciliationRunRow): Promise<"more" | "later" | "none"> {
  const due = { lte: new Date((await now(ctx)).getTime() - AGAIN_MS) };
  const { reconciliationRow } = reader(ctx);
  const suspected = { runId: run.id, status: "suspected" } as const;
  const rows = await reconciliationRow.findMany({ where: { ...suspected, lookedAt: due }, orderBy: { lookedAt: "asc" }, take: PER_PASS });
  if (rows.length === 0) {
    if ((await reconciliationRow.count({ where: suspected })) === 0) return "none";
    await inTransaction(ctx, (tx) => noteProgress(tx, run, {}));
    return "later";
  }
  const looked: { row: ReconciliationRowRow; look: Looked }[] = [];
  for (const row of rows) looked.push({ row, look: await lookAt(ctx, rail, row) });
  await inTransaction(ctx, async (tx) => {
    const lookedAt = await now(tx);
    await noteProgress(tx, run, { block: Math.max(run.block ?? 0, ...looked.map(({ look }) => look.block ?? 0)), tries: 0 });
    for (const { row, look } of looked) {
      const looks = row.looks + 1;
      const { books, onChain, wayIn, wayOut, difference, block, cause } = look;
      await moveDifference(tx, row, judged(row.looks === 0 ? null : row.difference, difference, looks), {
        books: books.toString(),
        onChain: onChain.toString(),
        wayIn: wayIn.toString(),
        wayOut: wayOut.toString(),
        difference: difference.toString(),
        block,
        cause,
        looks,
        lookedAt,
      });
    }
  });
  return "more";
}

async function lookAt(ctx: Ctx, rail: CustodyRail, { address, scope, assetId }: ReconciliationRowRow): Promise<Looked> {
  if (address === null) {
    const { books, chain: onChain } = (await compareDeals(ctx, rail.chain.chain, [scope ?? ""])).find((one) => one.assetId === assetId) ?? {
      books: 0n,
      chain: 0n,
    };
    return { books, onChain, wayIn: 0n, wayOut: 0n, difference: onChain - books, block: null, cause: "unknown" };
  }
  // A deposit of native coin is booked by `compareNative` alone, whose turn for this address may not have come.
  if (isNative(assetId)) await compareNative(ctx, rail, address);
  const [found] = await comparePlaces(ctx, rail, [{ address, assetId }]);
  if (found === undefined) throw new BrokenInvariant("a place was not compared");
  const { books, chain: onChain, underWay, difference, block, late } = found;
  const look = { books, onChain, wayIn: underWay.in, wayOut: underWay.out, difference, block };
  if (difference === 0n) return { ...look, cause: "unknown" };
  const floor = (await floorsOf(ctx)).sweeps.find(({ asset }) => asset === assetId)?.floor ?? 0n;
  return { ...look, cause: causeOf(difference, { floor, late, ...(await hintsOf(ctx, rail, { address, assetId })) }) };
}
