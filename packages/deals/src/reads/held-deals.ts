import { type HeldDeal, listHeldInput, type Page, parsed, publicId } from "@amanat/contracts";
import { after, type Ctx, cutAt, listTag, placeOf, reader, requireRole } from "@amanat/db";
import { holdsOn } from "@amanat/payment";
import type * as z from "zod";
import { holdView } from "../internal/money.ts";
import { people } from "../internal/people.ts";
import { WITH_PARTS } from "../internal/rows.ts";
import { rulingView } from "../internal/rulings.ts";
import { partyOf } from "../internal/who.ts";

/**
 * Deals with money on hold by a party, the hold that ends first on top, each with its open ruling. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listHeld(ctx: Ctx, input: z.input<typeof listHeldInput>): Promise<Page<HeldDeal>> {
  const user = requireRole(ctx.actor, "guard", "resolver", "admin");
  const { cursor, limit } = parsed(listHeldInput, input);
  const tag = listTag(ctx, "held");
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "dueAt", "asc");
  // A party's hold has a timer for as long as it is live, so the timers name the deals.
  const timers = await reader(ctx).deadline.findMany({
    where: { tenantId: user.tenantId, purpose: "hold", status: "pending", ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, timers, limit, ({ dueAt }) => dueAt);
  const deals = await reader(ctx).deal.findMany({
    where: { id: { in: rows.map(({ subjectId }) => subjectId) } },
    include: { ...WITH_PARTS, rulings: { where: { status: "open" } } },
  });
  const person = await people(
    ctx,
    deals.flatMap(({ parties }) => parties.map(({ userId }) => userId)),
  );
  const holds = await holdsOn(
    ctx,
    deals.map(({ id }) => id),
  );
  const data = rows.flatMap(({ subjectId, dueAt }): HeldDeal[] => {
    const deal = deals.find(({ id }) => id === subjectId);
    if (!deal) return [];
    const [ruling] = deal.rulings;
    return [
      {
        dealId: publicId("deal", deal.id),
        title: deal.title,
        version: deal.version,
        buyer: person(partyOf(deal, "buyer")),
        seller: person(partyOf(deal, "seller")),
        holds: holds.filter(({ scope }) => scope === deal.id).map((hold) => holdView(deal, hold)),
        dueAt: dueAt.toISOString(),
        ruling: ruling ? rulingView(ruling, deal, ctx.actor) : null,
      },
    ];
  });
  return { data, meta };
}
