import type { listNoticesInput, NoticeView, Page, unreadNotices } from "@amanat/contracts";
import { type Ctx, cut, listTag, newestAfter, placeOf, Prisma, reader, requireUser, rowsOf } from "@amanat/db";
import type * as z from "zod";
import { readerOf } from "../internal/reached.ts";
import { noticeView } from "../internal/views.ts";
import type { NoticePorts } from "../ports.ts";

/** Counting stops here. */
const MOST_COUNTED = 100;

/** What the caller was told, the newest first, in the language and zone asked for or their own. Errors: AUTHENTICATION_REQUIRED, INVALID_CURSOR. */
export async function listNotices(ctx: Ctx, input: z.output<typeof listNoticesInput>, ports: NoticePorts): Promise<Page<NoticeView>> {
  const { userId } = requireUser(ctx.actor);
  const { cursor, limit, unread, locale, timeZone } = input;
  const tag = listTag(ctx, "notices", { unread });
  const { where, orderBy } = newestAfter(placeOf(ctx, tag, cursor));
  const [found, person] = await Promise.all([
    reader(ctx).notice.findMany({ where: { userId, ...(unread ? { readAt: null } : {}), ...where }, orderBy, take: limit + 1 }),
    readerOf(ctx, userId, ports),
  ]);
  const { rows, meta } = cut(ctx, tag, found, limit);
  const [language, zone] = [locale ?? person?.locale ?? "fa", timeZone ?? person?.timeZone ?? "UTC"];
  const data = await Promise.all(rows.map((row) => noticeView(row, language, zone)));
  return { data, meta };
}

/** How many of the caller's notices are unread. Errors: AUTHENTICATION_REQUIRED. */
export async function countUnread(ctx: Ctx): Promise<z.input<typeof unreadNotices>> {
  const { userId } = requireUser(ctx.actor);
  const [row] = await rowsOf<{ count: number }>(
    ctx,
    Prisma.sql`SELECT count(*)::int AS count FROM (
      SELECT FROM "Notice" WHERE "userId" = ${userId}::uuid AND "readAt" IS NULL LIMIT ${MOST_COUNTED}) n`,
  );
  return { count: row?.count ?? 0 };
}
