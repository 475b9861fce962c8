import { listScreeningsInput, type Page, parsed, publicId, type ScreeningView, screeningView } from "@amanat/contracts";
import { after, type Ctx, cutAt, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import { isOfDeal } from "../rules.ts";
import type * as z from "zod";

/**
 * What was said of addresses that money came from or was to go to, newest first. Guards and admins.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR, VALIDATION_ERROR.
 */
export async function listScreenings(ctx: Ctx, input: z.input<typeof listScreeningsInput>): Promise<Page<ScreeningView>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, verdict } = parsed(listScreeningsInput, input);
  const tag = tenantTag(ctx, "screenings", { verdict });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "at", "desc", "desc");
  const db = reader(ctx);
  const found = await db.screening.findMany({
    where: { tenantId, ...(verdict === undefined ? {} : { verdict }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ at }) => at);
  const subjects = { in: rows.map(({ subjectId }) => subjectId) };
  const transfers = await db.incomingTransfer.findMany({
    where: { id: subjects },
    select: { id: true, txHash: true, intent: { select: { scope: true } } },
  });
  const payouts = await db.payout.findMany({ where: { id: subjects }, select: { id: true, scope: true, kind: true, unmatchedId: true } });
  const frozen = await db.quarantine.findMany({ where: { transferId: subjects }, select: { id: true, transferId: true } });
  const data = rows.map(({ subjectId, tenantId: _tenant, subjectKind: _kind, at, ...said }) => {
    const transfer = transfers.find(({ id }) => id === subjectId);
    const payout = payouts.find(({ id }) => id === subjectId);
    const kept = frozen.find(({ transferId }) => transferId === subjectId);
    const scope = transfer?.intent?.scope ?? (payout !== undefined && isOfDeal(payout) ? payout.scope : null);
    return screeningView.parse({
      ...said,
      at: at.toISOString(),
      payoutId: payout === undefined ? null : publicId("payout", payout.id),
      txHash: transfer?.txHash ?? null,
      quarantineId: kept === undefined ? null : publicId("quarantine", kept.id),
      dealId: scope === null ? null : publicId("deal", scope),
    });
  });
  return { data, meta };
}
