import type { Locale } from "@amanat/contracts";
import { timeZoneOf } from "@amanat/i18n";
import { type Ctx, reader, requireUser } from "@amanat/db";
import { otherAdmins } from "../internal/admins.ts";
import { localeOf } from "../internal/people.ts";

/** Somebody who is told things, in their language and zone, at the address they have proved. */
export type Addressee = {
  readonly id: string;
  readonly name: string;
  readonly email: string | null;
  readonly locale: Locale;
  readonly timeZone: string;
};

/** These people of the caller's tenant, by id: a person asks about themselves alone. Who is gone is left out. */
export async function addresseesOf(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, Addressee>> {
  const asked = ctx.actor.kind === "system" ? [...ids] : ids.filter((id) => id === requireUser(ctx.actor).userId);
  const rows = await reader(ctx).user.findMany({
    where: { id: { in: asked }, tenantId: ctx.actor.tenantId, deletedAt: null },
    select: { id: true, name: true, email: true, emailVerifiedAt: true, locale: true, timeZone: true },
  });
  return new Map(
    rows.map(({ emailVerifiedAt, ...row }) => {
      const locale = localeOf(row);
      const email = emailVerifiedAt === null ? null : row.email;
      return [row.id, { ...row, email, locale, timeZone: row.timeZone ?? timeZoneOf(locale) }];
    }),
  );
}

/** Everybody who decides as an admin. */
export const adminIds = (ctx: Ctx): Promise<string[]> => otherAdmins(ctx, []);

type Asked = { readonly id: string; readonly userId: string; readonly askedBy: string; readonly askedFor: string };

/** These requests to make somebody an admin: who asks, and for whom. */
export async function grantsAsked(ctx: Ctx, ids: readonly string[]): Promise<Asked[]> {
  const rows = await reader(ctx).adminGrant.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, userId: true, askedById: true },
  });
  const people = await reader(ctx).user.findMany({
    where: { id: { in: rows.flatMap(({ userId, askedById }) => [userId, askedById]) } },
    select: { id: true, name: true, email: true },
  });
  const known = new Map(people.map((row) => [row.id, row]));
  return rows.map(({ id, userId, askedById }) => {
    const of = known.get(userId);
    return { id, userId, askedBy: known.get(askedById)?.name ?? "", askedFor: `${of?.name ?? ""} (${of?.email ?? "\u2013"})` };
  });
}
