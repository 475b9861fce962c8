import type { AccountKind } from "@amanat/contracts";
import { type Ctx, Prisma, reader } from "@amanat/db";
import { kindOf } from "../internal/chart.ts";

/** Where the money of one scope is. All in base units of one asset. */
export interface Funds {
  /** Arrived but not allocated. Not part of `funded`. */
  received: bigint;
  funded: bigint;
  held: bigint;
  disputed: bigint;
  releasable: bigint;
  refundable: bigint;
  inFlight: bigint;
  released: bigint;
  refunded: bigint;
  fees: bigint;
  /** funded = held + disputed + releasable + refundable + inFlight + released + refunded + fees. */
  balanced: boolean;
}

type Flow = { debit: AccountKind; credit: AccountKind; party: string; amount: bigint };
type Picture = { balances: { kind: number; amount: string }[]; flows: { debit: number; credit: number; party: string; amount: string }[] };

const SOURCES: readonly AccountKind[] = ["received", "unmatched", "available", "operator", "quarantined", "promotion"];
const POTS: readonly AccountKind[] = ["held", "disputed", "releasable", "refundable", "payout_in_flight"];
const FEES: readonly AccountKind[] = ["platform_fee", "provider_fee"];

async function pictureOf(ctx: Ctx, scope: string, asset: string): Promise<{ balances: Map<AccountKind, bigint>; flows: Flow[] }> {
  // One statement, so one snapshot: balances and flows belong together.
  const [row] = await reader(ctx).$queryRaw<{ picture: Picture }[]>(Prisma.sql`
    WITH mine AS MATERIALIZED (
      SELECT id, kind, party FROM ledger.account
      WHERE tenant_id = ${ctx.actor.tenantId}::uuid AND asset = ${asset} AND scope = ${scope}
    ), touched AS (
      SELECT t.journal_id, t.leg, t.debit, t.credit, t.amount FROM mine JOIN ledger.transfer t ON t.debit = mine.id
      UNION
      SELECT t.journal_id, t.leg, t.debit, t.credit, t.amount FROM mine JOIN ledger.transfer t ON t.credit = mine.id
    ), flow AS (
      SELECT d.kind AS debit, c.kind AS credit, CASE WHEN d.scope = ${scope} THEN d.party ELSE c.party END AS party, sum(f.amount) AS amount
      FROM touched f JOIN ledger.account d ON d.id = f.debit JOIN ledger.account c ON c.id = f.credit
      GROUP BY 1, 2, 3
    )
    SELECT jsonb_build_object(
      'balances', coalesce((SELECT jsonb_agg(jsonb_build_object('kind', kind, 'amount', b.amount::text)) FROM mine JOIN ledger.balance b ON b.account_id = mine.id), '[]'),
      'flows', coalesce((SELECT jsonb_agg(jsonb_build_object('debit', debit, 'credit', credit, 'party', party, 'amount', amount::text)) FROM flow), '[]')
    ) AS picture`);
  const balances = new Map<AccountKind, bigint>();
  for (const { kind, amount } of row?.picture.balances ?? [])
    balances.set(kindOf(kind), (balances.get(kindOf(kind)) ?? 0n) + BigInt(amount));
  const flows = (row?.picture.flows ?? []).map((f) => ({
    debit: kindOf(f.debit),
    credit: kindOf(f.credit),
    party: f.party,
    amount: BigInt(f.amount),
  }));
  return { balances, flows };
}

/** What moved from one group of accounts to another, less what came back. */
function net(flows: readonly Flow[], from: readonly AccountKind[], to: readonly AccountKind[]): bigint {
  let sum = 0n;
  for (const flow of flows) {
    if (from.includes(flow.debit) && to.includes(flow.credit)) sum += flow.amount;
    if (to.includes(flow.debit) && from.includes(flow.credit)) sum -= flow.amount;
  }
  return sum;
}

/**
 * What was paid out, split into releases and refunds by where each person's payouts came from. If a person has both in one scope, releases are
 * counted first; the sum is exact either way.
 */
function paidOut(flows: readonly Flow[]): { released: bigint; refunded: bigint } {
  let released = net(flows, ["releasable"], ["available"]);
  let refunded = net(flows, ["refundable"], ["available"]);
  for (const party of new Set(flows.map((flow) => flow.party))) {
    const own = flows.filter((flow) => flow.party === party);
    const settled = net(own, ["payout_in_flight"], ["custody"]);
    const startedAsRelease = net(own, ["releasable"], ["payout_in_flight"]);
    const asRelease = settled < startedAsRelease ? settled : startedAsRelease;
    released += asRelease;
    refunded += settled - asRelease;
  }
  return { released, refunded };
}

/**
 * Where a scope's money is. The pots are running balances; `funded`, `released`, `refunded` and `fees` are summed from the transfers, so that
 * `balanced` compares two independent records.
 */
export async function fundsOf(ctx: Ctx, scope: string, asset: string): Promise<Funds> {
  const { balances, flows } = await pictureOf(ctx, scope, asset);
  const pot = (kind: AccountKind): bigint => balances.get(kind) ?? 0n;
  const funded = net(flows, SOURCES, POTS) + net(flows, ["releasable", "refundable"], ["available"]);
  const fees = net(flows, POTS, FEES);
  const { released, refunded } = paidOut(flows);
  const parts = {
    held: pot("held"),
    disputed: pot("disputed"),
    releasable: pot("releasable"),
    refundable: pot("refundable"),
    inFlight: pot("payout_in_flight"),
    released,
    refunded,
    fees,
  };
  const sum = Object.values(parts).reduce((total, part) => total + part, 0n);
  return { received: pot("received"), funded, ...parts, balanced: funded === sum };
}
