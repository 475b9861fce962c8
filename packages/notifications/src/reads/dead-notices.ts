import { type deadNoticesInput, type DeadNotice, type Page, publicId } from "@amanat/contracts";
import { after, type Ctx, cutAt, namesOf, placeOf, reader, requireRole, tenantTag } from "@amanat/db";
import type * as z from "zod";

/** What no channel could deliver, the newest first: whose, which kind and why. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function deadNotices(ctx: Ctx, input: z.output<typeof deadNoticesInput>): Promise<Page<DeadNotice>> {
  const { tenantId } = requireRole(ctx.actor, "admin");
  const { cursor, limit, channel } = input;
  const tag = tenantTag(ctx, "dead notices", { channel });
  const { where, orderBy } = after(placeOf(ctx, tag, cursor), "closedAt", "desc");
  const found = await reader(ctx).noticeDelivery.findMany({
    where: { tenantId, status: { in: ["dead", "unknown"] }, ...(channel === undefined ? {} : { channel }), ...where },
    orderBy,
    take: limit + 1,
  });
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ closedAt, createdAt }) => closedAt ?? createdAt);
  const [names, notices] = await Promise.all([
    namesOf(
      ctx,
      rows.map(({ userId }) => userId),
    ),
    reader(ctx).notice.findMany({ where: { id: { in: rows.map(({ noticeId }) => noticeId) } }, select: { id: true, kind: true } }),
  ]);
  const kinds = new Map(notices.map(({ id, kind }) => [id, kind]));
  const data = rows.map((row) => ({
    id: publicId("noticeDelivery", row.id),
    channel: row.channel as DeadNotice["channel"],
    state: row.status as DeadNotice["state"],
    kind: kinds.get(row.noticeId) ?? "other",
    person: names.get(row.userId) ?? "",
    attempts: row.attempts,
    failure: row.failure ?? "",
    at: row.createdAt.toISOString(),
    closedAt: (row.closedAt ?? row.createdAt).toISOString(),
  }));
  return { data, meta };
}
