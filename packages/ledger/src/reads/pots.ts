import type { AccountKind } from "@amanat/contracts";
import { type Ctx, reader, requireSystem, settle } from "@amanat/db";
import { kindNumber, kindOf } from "../internal/chart.ts";

/** Where the money of one scope and asset is. */
type Pots = {
  scope: string;
  asset: string;
  held: bigint;
  disputed: bigint;
  releasable: bigint;
  refundable: bigint;
  inFlight: bigint;
};
type Pot = Exclude<keyof Pots, "scope" | "asset">;

const POT: Partial<Record<AccountKind, Pot>> = {
  held: "held",
  disputed: "disputed",
  releasable: "releasable",
  refundable: "refundable",
  payout_in_flight: "inFlight",
};

/** The pots of these scopes, of any tenant, those that are empty now too, for summaries over all of them. Only for our own processes. */
export async function potsIn(ctx: Ctx, scopes: readonly string[]): Promise<Pots[]> {
  requireSystem(ctx.actor);
  if (ctx.tx) await settle({ ...ctx, tx: ctx.tx }, ["ledger"]);
  const kinds = (Object.keys(POT) as AccountKind[]).map(kindNumber);
  const rows = await reader(ctx).$queryRaw<{ scope: string; asset: string; kind: number; amount: string }[]>`
    SELECT a.scope, a.asset, a.kind, sum(b.amount)::text AS amount FROM ledger.account a JOIN ledger.balance b ON b.account_id = a.id
    WHERE a.scope = ANY (${[...scopes]}::text[]) AND a.kind = ANY (${kinds}::int[]) GROUP BY 1, 2, 3`;
  const found = new Map<string, Pots>();
  for (const { scope, asset, kind, amount } of rows) {
    const key = `${scope} ${asset}`;
    const pots = found.get(key) ?? { scope, asset, held: 0n, disputed: 0n, releasable: 0n, refundable: 0n, inFlight: 0n };
    const pot = POT[kindOf(kind)];
    if (pot !== undefined) pots[pot] += BigInt(amount);
    found.set(key, pots);
  }
  return [...found.values()];
}
