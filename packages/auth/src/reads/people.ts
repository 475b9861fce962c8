import { DomainError, type listPeopleInput, type peoplePage } from "@amanat/contracts";
import { type Ctx, decodeCursor, encodeCursor, literally, type Prisma, reader, requireRole } from "@amanat/db";
import * as z from "zod";
import { COLUMNS, personRowOf, waitingOf } from "../internal/person-rows.ts";

/** People of the tenant, the newest first. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function people(ctx: Ctx, input: z.output<typeof listPeopleInput>): Promise<z.input<typeof peoplePage>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const tag = `people:${tenantId}:${input.search ?? ""}:${input.role ?? ""}`;
  const parsed = input.cursor === undefined ? null : z.tuple([z.uuid()]).safeParse(decodeCursor(ctx.db.cursorSecret, tag, input.cursor));
  if (parsed?.success === false) throw new DomainError("INVALID_CURSOR");
  const contains = input.search ? { contains: literally(input.search), mode: "insensitive" as const } : null;
  const where: Prisma.UserWhereInput = {
    tenantId,
    deletedAt: null,
    ...(contains ? { OR: [{ name: contains }, { email: contains }] } : {}),
    ...(input.role ? { roles: { has: input.role } } : {}),
    ...(parsed ? { id: { lt: parsed.data[0] } } : {}),
  };
  const found = await reader(ctx).user.findMany({ where, orderBy: { id: "desc" }, take: input.limit + 1, select: COLUMNS });
  const page = found.slice(0, input.limit);
  const last = page.at(-1);
  const hasMore = found.length > input.limit;
  const waiting = await waitingOf(
    ctx,
    page.map(({ id }) => id),
  );
  return {
    data: page.map((row) => personRowOf(row, waiting.get(row.id) ?? null)),
    meta: { hasMore, nextCursor: hasMore && last ? encodeCursor(ctx.db.cursorSecret, tag, [last.id]) : null },
  };
}
