import type { listLegalHoldsInput, legalHoldPage, listPurgesInput, policyList, purgePage } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, reader, requireRole, setting, tenantTag } from "@amanat/db";
import * as z from "zod";
import { holdViews } from "../internal/holds.ts";
import { policiesOf, policyViews } from "../internal/policies.ts";
import { purgeViews } from "../internal/purges.ts";
import type { RetentionPorts } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

/** How long each kind of record is kept. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function listPolicies(ctx: Ctx, { purgeables }: Pick<RetentionPorts, "purgeables">): Promise<z.input<typeof policyList>> {
  requireRole(ctx.actor, "guard", "admin");
  return { policies: await policyViews(ctx, await policiesOf(ctx, purgeables())), undoDays: await setting(ctx, SETTINGS.undoDays) };
}

/** Ids are in the order of time, so a place in a list is one. */
const place = z.tuple([z.uuid()]);

/** Legal holds, the newest first. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function listHolds(ctx: Ctx, input: z.output<typeof listLegalHoldsInput>): Promise<z.input<typeof legalHoldPage>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const tag = tenantTag(ctx, "legal-holds", { live: input.live });
  const from = cursorValues(ctx, tag, input.cursor, place);
  const where = { tenantId, ...(input.live ? { releasedAt: null } : {}), ...(from ? { id: { lt: from[0] } } : {}) };
  const found = await reader(ctx).legalHold.findMany({ where, orderBy: { id: "desc" }, take: input.limit + 1 });
  const { rows, meta } = cutBy(ctx, tag, found, input.limit, ({ id }) => [id]);
  return { data: await holdViews(ctx, rows), meta };
}

/** Clearings, the newest first. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function listPurges(ctx: Ctx, input: z.output<typeof listPurgesInput>): Promise<z.input<typeof purgePage>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const tag = tenantTag(ctx, "purges", {});
  const from = cursorValues(ctx, tag, input.cursor, place);
  const where = { tenantId, ...(from ? { id: { lt: from[0] } } : {}) };
  const found = await reader(ctx).purge.findMany({ where, orderBy: { id: "desc" }, take: input.limit + 1 });
  const { rows, meta } = cutBy(ctx, tag, found, input.limit, ({ id }) => [id]);
  return { data: await purgeViews(ctx, rows), meta };
}
