import { type HeldDeal, listHeldInput, type Page, parsed, publicId } from "@amanat/contracts";
import { after, type Ctx, cutAt, listTag, placeOf, reader, requireRole } from "@amanat/db";
import type * as z from "zod";
import { holdView, holdsOver } from "../internal/money.ts";
import { people } from "../internal/people.ts";
import { WHOLE } from "../internal/rows.ts";
import { rulingView } from "../internal/rulings.ts";
import { partyOf } from "../internal/who.ts";

/**
 * Deals whose money a party stopped and nobody has decided on, what waits longest first, with the ruling that is proposed. Staff only.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function listHeld(ctx: Ctx, input: z.input<typeof listHeldInput>): Promise<Page<HeldDeal>> {
  const user = requireRole(ctx.actor, "guard", "resolver", "admin");
  const { cursor, limit } = parsed(listHeldInput, input);
  const tag = listTag(ctx, "held");
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "dueAt", "asc");
  // A hold's timer is made with it and ends with it, so these are the deals on hold.
  const timers = await reader(ctx).deadline.findMany({
    where: { tenantId: user.tenantId, purpose: "hold", status: "pending", ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, timers, limit, ({ dueAt }) => dueAt);
  const deals = await reader(ctx).deal.findMany({
    where: { id: { in: rows.map(({ subjectId }) => subjectId) } },
    include: { ...WHOLE, rulings: { where: { status: "open" } } },
  });
  const person = await people(
    ctx,
    deals.flatMap(({ parties }) => parties.map(({ userId }) => userId)),
  );
  const views = await Promise.all(
    rows.map(async ({ subjectId, dueAt }): Promise<HeldDeal | null> => {
      const deal = deals.find(({ id }) => id === subjectId);
      if (!deal) return null;
      const [ruling] = deal.rulings;
      return {
        dealId: publicId("deal", deal.id),
        title: deal.title,
        version: deal.version,
        buyer: person(partyOf(deal, "buyer")),
        seller: person(partyOf(deal, "seller")),
        holds: (await holdsOver(ctx, deal)).map((hold) => holdView(deal, hold)),
        dueAt: dueAt.toISOString(),
        ruling: ruling ? rulingView(ruling, deal, ctx.actor) : null,
      };
    }),
  );
  return { data: views.filter((view) => view !== null), meta };
}
