import type { MeView, Role, Locale } from "@amanat/contracts";
import { localeSchema, publicId } from "@amanat/contracts";
import { type Ctx, reader, type TxCtx } from "@amanat/db";
import { actorStanding } from "./standing.ts";

export type Person = {
  id: string;
  tenantId: string;
  email: string | null;
  emailVerifiedAt: Date | null;
  name: string;
  locale: string;
  timeZone: string | null;
  roles: Role[];
  standing: string;
  passwordHash: string | null;
  sessionEpoch: number;
  /** Providers the person has unlinked; their accounts are no longer linked by address alone. */
  unlinkedProviders: string[];
};

const COLUMNS = {
  id: true,
  tenantId: true,
  email: true,
  emailVerifiedAt: true,
  name: true,
  locale: true,
  timeZone: true,
  roles: true,
  standing: true,
  passwordHash: true,
  sessionEpoch: true,
  unlinkedProviders: true,
} as const;

/** The person of an address in the caller's tenant; a verified one before an unverified one. */
export function personByEmail(ctx: Ctx, email: string): Promise<Person | null> {
  return reader(ctx).user.findFirst({
    where: { tenantId: ctx.actor.tenantId, email, deletedAt: null },
    orderBy: { emailVerifiedAt: { sort: "asc", nulls: "last" } },
    select: COLUMNS,
  });
}

export function personById(ctx: Ctx, id: string): Promise<Person | null> {
  return reader(ctx).user.findFirst({ where: { id, tenantId: ctx.actor.tenantId, deletedAt: null }, select: COLUMNS });
}

/** A lock on an e-mail address, so that two registrations can not both find it free. */
export async function lockEmail(tx: TxCtx, email: string): Promise<void> {
  const key = `auth:email:${tx.actor.tenantId}:${email}`;
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${key}, 0))`;
}

/** A lock on a person: for decisions by their roles, password or counts. */
export async function lockPerson(tx: TxCtx, id: string): Promise<void> {
  await tx.tx.$queryRaw`SELECT 1 FROM "User" WHERE "id" = ${id}::uuid FOR NO KEY UPDATE`;
}

/** A wallet as an identity's subject: one spelling for every casing. */
export function walletSubject(tenantId: string, address: string): string {
  return `${tenantId}:${address.toLowerCase()}`;
}

/** The provider's own id of an account, from the row's key. */
export function subjectOf(row: { subject: string }): string {
  return row.subject.slice(row.subject.indexOf(":") + 1);
}

export function localeOf(person: { locale: string }): Locale {
  return localeSchema.catch("fa").parse(person.locale);
}

/** A person as they see themselves. */
export function meOf(person: Pick<Person, "id" | "email" | "name" | "locale" | "timeZone" | "roles" | "standing">): MeView {
  const { email, name, timeZone } = person;
  const restricted = person.standing !== "active";
  const { roles } = actorStanding({ roles: person.roles, restricted });
  return { id: publicId("user", person.id), email, name, locale: localeOf(person), timeZone, roles, restricted };
}
