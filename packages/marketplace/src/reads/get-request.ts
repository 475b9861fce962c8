import { byRequest, DomainError, parsed, type RequestView } from "@amanat/contracts";
import { type Ctx, now, Prisma, readRows } from "@amanat/db";
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
  const [found] = await readRows(
    ctx,
    { r: "Request" },
    Prisma.sql`"Request" r
      WHERE r."id" = ${idOf("request", requestId)}::uuid AND r."tenantId" = ${ctx.actor.tenantId}::uuid AND r."deletedAt" IS NULL`,
  );
  if (!found) throw new DomainError("NOT_FOUND");
  const row = found.r;
  const sight = await sightOf(ctx, row);
  const known = sight.mine || sight.deal !== null || isOpen(row, await now(ctx)) || (await hasBid(ctx, row));
  if (!known) throw new DomainError("NOT_FOUND");
  return viewRequest(ctx, row, sight);
}
