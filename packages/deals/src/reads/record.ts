import { publicId, type PartyRole } from "@amanat/contracts";
import { type Ctx, Prisma, reader, readRows, requireSystem, rowsOf } from "@amanat/db";
import { viewDeal } from "../internal/deal-view.ts";
import { dealIn, PARTED, PARTED_ORDER, PARTED_ROWS } from "../internal/rows.ts";
import type { Kinds } from "../kind.ts";
import { entryOf, type Told } from "./deal-timeline.ts";

/** A deal as it was agreed and as it stands, the platform's terms by their version, and what its parties asked of each other. Only for our own processes. */
export async function* dealRecord(ctx: Ctx, id: string, kinds: Kinds): AsyncGenerator<Readonly<Record<string, unknown>>> {
  requireSystem(ctx.actor);
  const deal = dealIn(await readRows(ctx, PARTED, Prisma.sql`${PARTED_ROWS} WHERE d."id" = ${id}::uuid ${PARTED_ORDER}`));
  if (deal === null) return;
  const people = new Map(deal.parties.map(({ role, userId }): [PartyRole, string] => [role, publicId("user", userId)]));
  const times = { createdAt: deal.createdAt, fundedAt: deal.fundedAt, closedAt: deal.closedAt };
  yield { type: "platform terms", version: deal.termsVersion };
  yield { type: "parties", ...Object.fromEntries(people), ...times };
  yield { type: "terms", ...(await viewDeal(ctx, deal, kinds)) };
  for (const { ordinal, assetId, amount, feeBps, payeeId, status } of deal.tranches)
    yield { type: "tranche", ordinal, assetId, amount, feeBps, payee: publicId("user", payeeId), status };
  const proposals = await reader(ctx).dealProposal.findMany({ where: { dealId: id }, orderBy: { createdAt: "asc" }, take: 1_000 });
  for (const { id: proposalId, kind, by, clock, until, note, status, expiresAt, createdAt, closedAt } of proposals)
    yield { type: "proposal", id: publicId("proposal", proposalId), kind, by, clock, until, note, status, expiresAt, createdAt, closedAt };
}

/** Events read at once. */
const PAGE = 500;

/** Everything that happened to a deal, oldest first. Only for our own processes. */
export async function* recordedTimeline(ctx: Ctx, id: string) {
  requireSystem(ctx.actor);
  for (let after = 0n; ;) {
    const rows = await rowsOf<Told>(
      ctx,
      Prisma.sql`
        SELECT "seq", "at", "type", "actorKind", "actorName", "actorRole", "payload" FROM "Event"
        WHERE "channel" = ${`deal:${id}`} AND "seq" > ${after}::bigint ORDER BY "seq" LIMIT ${Prisma.raw(String(PAGE))}`,
    );
    for (const row of rows) yield entryOf(row);
    const last = rows.at(-1);
    if (last === undefined || rows.length < PAGE) return;
    after = last.seq;
  }
}
