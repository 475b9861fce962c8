import type { listPeopleInput, peoplePage } from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, literally, type Prisma, reader, requireRole, tenantTag } from "@amanat/db";
import * as z from "zod";
import { COLUMNS, personRowOf, waitingOf } from "../internal/person-rows.ts";

/** The ids are in the order the people came in, so a place in their list is one id. */
const place = z.tuple([z.uuid()]);

/** People of the tenant, the newest first. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function people(ctx: Ctx, input: z.output<typeof listPeopleInput>): Promise<z.input<typeof peoplePage>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, search, role } = input;
  const tag = tenantTag(ctx, "people", { search, role });
  const from = cursorValues(ctx, tag, cursor, place);
  const contains = search ? { contains: literally(search), mode: "insensitive" as const } : null;
  const where: Prisma.UserWhereInput = {
    tenantId,
    deletedAt: null,
    ...(contains ? { OR: [{ name: contains }, { email: contains }] } : {}),
    ...(role ? { roles: { has: role } } : {}),
    ...(from ? { id: { lt: from[0] } } : {}),
  };
  const found = await reader(ctx).user.findMany({ where, orderBy: { id: "desc" }, take: limit + 1, select: COLUMNS });
  const { rows, meta } = cutBy(ctx, tag, found, limit, ({ id }) => [id]);
  const waiting = await waitingOf(
    ctx,
    rows.map(({ id }) => id),
  );
  return { data: rows.map((row) => personRowOf(row, waiting.get(row.id) ?? null)), meta };
}
