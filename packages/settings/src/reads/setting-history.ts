import type { Page, SettingChangeView, settingHistoryInput } from "@amanat/contracts";
import { after, type Ctx, cut, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";
import { viewsOf } from "../internal/views.ts";

/** What was changed and asked for, newest first. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function settingHistory(ctx: Ctx, input: z.output<typeof settingHistoryInput>): Promise<Page<SettingChangeView>> {
  const admin = requireRole(ctx.actor, "admin");
  const { cursor, limit, key } = input;
  const tag = tenantTag(ctx, "setting changes", { key });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "createdAt", "desc", "desc");
  const found = await reader(ctx).settingChange.findMany({
    where: { tenantId: admin.tenantId, ...(key === undefined ? {} : { key }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cut(ctx, tag, found, limit);
  return { data: await viewsOf(ctx, rows), meta };
}
