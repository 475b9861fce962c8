import type { webhookList } from "@amanat/contracts";
import { type Ctx, reader, requireUser } from "@amanat/db";
import type * as z from "zod";
import { webhookViews } from "../internal/views.ts";

/** The endpoints this person keeps, the oldest first; an admin's list has the tenant's too. Errors: AUTHENTICATION_REQUIRED. */
export async function listWebhooks(ctx: Ctx): Promise<z.input<typeof webhookList>> {
  const { tenantId, userId, roles } = requireUser(ctx.actor);
  const mine = { ownerId: userId, ofTenant: false };
  const rows = await reader(ctx).webhookEndpoint.findMany({
    where: { tenantId, status: { not: "deleted" }, OR: roles.includes("admin") ? [mine, { ofTenant: true }] : [mine] },
    orderBy: { createdAt: "asc" },
  });
  return { webhooks: await webhookViews(ctx, rows) };
}
