import { BrokenInvariant, type CaseRulingView, type CaseSummary, type CaseView, publicId, type SettlementView } from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import { people } from "@amanat/deals";
import { takesEvidence } from "../verbs/add-evidence.ts";
import { effectOf } from "../rules.ts";
import { hasStated } from "./acting.ts";
import { type CaseClocks, clocksOf } from "./clocks.ts";
import { mediatorsOf } from "./mediators.ts";
import { nextOf } from "./next.ts";
import { partsIn } from "./parts.ts";
import { type RulingRow, rulingsOf } from "./rulings.ts";
import { type CaseRow, sharesIn, wireShares } from "./rows.ts";
import { type SettlementRow, settlementsOf } from "./settlements.ts";
import type { Sight } from "./sight.ts";
import { isOver } from "./write-cases.ts";

/** The short views of cases, for everybody who may know that they exist. The number of queries does not grow with the number of cases. */
export async function summariesOf(ctx: Ctx, rows: readonly CaseRow[]): Promise<CaseSummary[]> {
  const ids = rows.map(({ id }) => id);
  const [person, clocks] = [
    await people(
      ctx,
      rows.flatMap(({ buyerId, sellerId }) => [buyerId, sellerId]),
    ),
    await clocksOf(ctx, ids),
  ];
  const summaries: CaseSummary[] = [];
  for (const row of rows) summaries.push(await summaryOf(ctx, row, { person, clocks: clocks(row.id) }));
  return summaries;
}

type Known = { readonly person: Awaited<ReturnType<typeof people>>; readonly clocks: CaseClocks };

async function summaryOf(ctx: Ctx, row: CaseRow, { person, clocks }: Known): Promise<CaseSummary> {
  const { id, dealId, title, status, openedBy, reason, ask, small, round, version } = row;
  const has = row.mediatorId === null ? undefined : (await mediatorsOf(ctx, id)).find(({ leftAt }) => leftAt === null);
  return {
    title,
    status,
    openedBy,
    reason,
    ask,
    small,
    round,
    version,
    id: publicId("case", id),
    dealId: publicId("deal", dealId),
    parts: partsIn(row.parts),
    buyer: person(row.buyerId),
    seller: person(row.sellerId),
    mediator: has === undefined ? null : { name: has.name, mediator: true, since: has.since.toISOString() },
    openedAt: row.openedAt.toISOString(),
    closedAt: row.closedAt?.toISOString() ?? null,
    next: nextOf(row, clocks),
    lastAt: (clocks.dispute_last ?? row.lastAt).toISOString(),
  };
}

/** A case with all that its sides and its mediator see. `dealVersion` is what its money is decided on. */
export async function caseViewOf(
  ctx: Ctx,
  { row, role }: Sight,
  { dealVersion, conversationId }: { dealVersion: number; conversationId: string | null },
): Promise<CaseView> {
  const [summary] = await summariesOf(ctx, [row]);
  if (!summary) throw new BrokenInvariant("a case without a summary");
  const [settlements, rulings] = [await settlementsOf(ctx, [row.id]), await rulingsOf(ctx, [row.id])];
  const at = await now(ctx);
  return {
    ...summary,
    myRole: role,
    certainty: row.certainty as CaseView["certainty"],
    asked: wireShares(sharesIn(row.asked)),
    dealVersion,
    stated: { buyer: hasStated(row, "buyer"), seller: hasStated(row, "seller") },
    evidenceUntil: evidenceUntil(row, summary, at),
    pausedSince: row.waitingSince?.toISOString() ?? null,
    settlements: settlements.map((one) => settlementView(one, row)),
    rulings: rulings.map((one) => rulingView(one, row)),
    may: mayDo({ row, role, settlements, at, appealBy: summary.next.dueAt }),
    conversationId: conversationId === null ? null : publicId("conversation", conversationId),
  };
}

function evidenceUntil(row: CaseRow, { next }: CaseSummary, at: Date): string | null {
  if (!takesEvidence(row, at)) return null;
  return row.status === "open" ? next.dueAt : (row.evidenceUntil?.toISOString() ?? null);
}

type Facts = {
  readonly row: CaseRow;
  readonly role: Sight["role"];
  readonly settlements: readonly SettlementRow[];
  readonly at: Date;
  readonly appealBy: string | null;
};

/** What the caller may do now. The verbs decide; this is what their pages offer. */
function mayDo({ row, role, settlements, at, appealBy }: Facts): CaseView["may"] {
  if (isOver(row.status)) return [];
  const may = (can: boolean, what: CaseView["may"][number]): CaseView["may"] => (can ? [what] : []);
  const judging = row.status === "in_progress";
  if (role === "mediator") {
    const mine = judging && row.mediatorId !== null;
    return [
      ...may(mine, "recuse"),
      ...may(mine, "reopen_evidence"),
      ...may(mine && (row.evidenceUntil === null || row.evidenceUntil <= at), "rule"),
    ];
  }
  if (role === "admin") return [];
  const open = settlements.find(({ status, expiresAt }) => status === "open" && expiresAt > at);
  const changed = role === "buyer" ? row.buyerChanged : row.sellerChanged;
  return [
    ...may(row.status === "open" && !hasStated(row, role), "state"),
    ...may(takesEvidence(row, at), "add_evidence"),
    ...may(open === undefined, "offer"),
    ...may(open !== undefined && open.by !== role, "answer"),
    ...may(true, "concede"),
    ...may(row.openedBy === role && row.round === 0 && row.status !== "ruled", "withdraw"),
    ...may(row.status === "ruled" && row.round === 0 && appealBy !== null && new Date(appealBy) > at, "appeal"),
    ...may(judging && !changed, "change_mediator"),
  ];
}

function settlementView(one: SettlementRow, row: CaseRow): SettlementView {
  const shares = sharesIn(one.shares);
  const { kind, by, note, status, version } = one;
  return {
    kind,
    by,
    note,
    status,
    version,
    id: publicId("settlement", one.id),
    shares: wireShares(shares),
    until: one.until?.toISOString() ?? null,
    expiresAt: one.expiresAt.toISOString(),
    effect: effectOf(shares, partsIn(row.parts)),
  };
}

function rulingView(one: RulingRow, row: CaseRow): CaseRulingView {
  const shares = sharesIn(one.shares);
  const { round, outcome, sanctions, reasons, defaulted, status } = one;
  return {
    round,
    outcome,
    sanctions,
    reasons,
    defaulted,
    status,
    id: publicId("ruling", one.id),
    shares: wireShares(shares),
    until: one.until?.toISOString() ?? null,
    by: one.byName,
    at: one.at.toISOString(),
    effect: effectOf(shares, partsIn(row.parts)),
  };
}
