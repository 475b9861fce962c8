import { byRequest, DomainError, parsed, type RequestView } from "@amanat/contracts";
import { type Ctx, now, reader } from "@amanat/db";
import { idOf } from "@amanat/deals";
import type * as z from "zod";
import { hasBid, sightOf, viewRequest } from "../internal/request-view.ts";
import { isOpen } from "../rules.ts";

/**
 * One request: for anybody while it is open; afterwards for its owner and for everybody who made an offer on it, since it stays in their lists.
 * The exact delivery address is only for its owner and the deal's seller.
 * Errors: VALIDATION_ERROR, NOT_FOUND (also when the caller may not see it).
 */
export async function getRequest(ctx: Ctx, input: z.input<typeof byRequest>): Promise<RequestView> {
  const { requestId } = parsed(byRequest, input);
  const row = await reader(ctx).request.findFirst({
    where: { id: idOf("request", requestId), tenantId: ctx.actor.tenantId, deletedAt: null },
  });
  if (!row) throw new DomainError("NOT_FOUND");
  const sight = await sightOf(ctx, row);
  const known = sight.mine || sight.deal !== null || isOpen(row, await now(ctx)) || (await hasBid(ctx, row));
  if (!known) throw new DomainError("NOT_FOUND");
  return viewRequest(ctx, row, sight);
}
