import type { byCase, CaseView } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { versionOf } from "@amanat/deals";
import type * as z from "zod";
import { sightOf } from "../internal/sight.ts";
import { caseViewOf } from "../internal/views.ts";
import type { DisputePorts } from "../ports.ts";

/** A case, for its sides, its mediator and admins. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND (everybody else). */
export async function getCase(ctx: Ctx, { caseId }: z.output<typeof byCase>, ports: DisputePorts): Promise<CaseView> {
  const sight = await sightOf(ctx, caseId);
  const { id, dealId } = sight.row;
  const [dealVersion, rooms] = [await versionOf(ctx, dealId), await ports.rooms(ctx, [id])];
  return caseViewOf(ctx, sight, { dealVersion, conversationId: rooms.get(id) ?? null });
}
