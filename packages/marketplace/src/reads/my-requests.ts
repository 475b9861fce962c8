import { myRequestsInput, type Page, parsed, type RequestView } from "@amanat/contracts";
import { type Ctx, cut, listTag, newestAfter, placeOf, reader, requireUser } from "@amanat/db";
import { people, statusesOf } from "@amanat/deals";
import type * as z from "zod";
import { requestView } from "../internal/request-view.ts";

/**
 * The caller's own requests in every status, newest first.
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, INVALID_CURSOR.
 */
export async function myRequests(ctx: Ctx, input: z.input<typeof myRequestsInput>): Promise<Page<RequestView>> {
  const user = requireUser(ctx.actor);
  const { cursor, limit } = parsed(myRequestsInput, input);
  const tag = listTag(ctx, "my-requests");
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const own = { tenantId: user.tenantId, buyerId: user.userId, deletedAt: null };
  const found = await reader(ctx).request.findMany({ where: { ...own, ...where }, orderBy, take: limit + 1 });
  const { rows, meta } = cut(ctx, tag, found, limit);
  const dealIds = rows.flatMap((row) => row.activeDealId ?? []);
  const dealOf = await statusesOf(ctx, "purchase", dealIds, user.userId);
  const person = await people(ctx, [user.userId]);
  const data = rows.map((row) => {
    const deal = row.activeDealId === null ? null : (dealOf.get(row.activeDealId) ?? null);
    return requestView(row, person(row.buyerId), { mine: true, deal });
  });
  return { data, meta };
}
