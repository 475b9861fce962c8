import { type AuditEntryView, ID_PREFIX, type IdKind, type listAuditInput, type Page, publicId, uuidOf } from "@amanat/contracts";
import { type Ctx, cutAt, namesOf, placeOf, Prisma, reader, requireRole, tenantTag } from "@amanat/db";
import * as z from "zod";

/** Filter of a page of entries; a field left out does not filter. */
export type AuditFilter = {
  action?: string | undefined;
  actor?: string | undefined;
  subject?: string | undefined;
  correlationId?: string | undefined;
  from?: string | undefined;
  to?: string | undefined;
};

const KINDS = Object.keys(ID_PREFIX) as IdKind[];
/** Subject kinds are snake_case in entries; id kinds are camelCase in code. */
const subjectKindOf = (kind: IdKind): string => kind.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`);
const idKinds = new Map(KINDS.map((kind) => [subjectKindOf(kind), kind]));

/** The first text after every text that begins with `prefix`. Plain characters only, so the last one has a successor. */
function afterAll(prefix: string): string {
  return prefix.slice(0, -1) + String.fromCharCode(prefix.charCodeAt(prefix.length - 1) + 1);
}

function subjectIs(subject: string): Prisma.Sql {
  for (const kind of KINDS) {
    const id = uuidOf(kind, subject);
    if (id !== null) return Prisma.sql`e."subjectKind" = ${subjectKindOf(kind)} AND e."subjectId" = ${id}::uuid`;
  }
  // A public id of an unknown kind matches nothing.
  return z.uuid().safeParse(subject).success ? Prisma.sql`e."subjectId" = ${subject}::uuid` : Prisma.sql`false`;
}

/** The filter as SQL, for table `e`. */
export function conditionOf(ctx: Ctx, filter: AuditFilter): Prisma.Sql {
  const all = [Prisma.sql`e."tenantId" = ${ctx.actor.tenantId}::uuid`];
  if (filter.from !== undefined) all.push(Prisma.sql`e."at" >= ${new Date(filter.from)}`);
  if (filter.to !== undefined) all.push(Prisma.sql`e."at" < ${new Date(filter.to)}`);
  if (filter.action !== undefined) all.push(Prisma.sql`e."action" ~>=~ ${filter.action} AND e."action" ~<~ ${afterAll(filter.action)}`);
  if (filter.actor !== undefined) all.push(Prisma.sql`e."actorId" = ${uuidOf("user", filter.actor)}::uuid`);
  if (filter.subject !== undefined) all.push(subjectIs(filter.subject));
  if (filter.correlationId !== undefined) all.push(Prisma.sql`e."correlationId" = ${filter.correlationId}`);
  return Prisma.join(all, " AND ");
}

type Row = {
  id: string;
  at: Date;
  actorKind: string;
  actorId: string | null;
  sessionId: string | null;
  action: string;
  subjectKind: string;
  subjectId: string | null;
  payload: Record<string, unknown>;
  erasedAt: Date | null;
  correlationId: string;
  digest: string;
  sealed: boolean;
};

/** An id as people see it: prefixed, if its kind has a prefix. */
export function namedId(kind: string, id: string | null): string | null {
  const idKind = idKinds.get(kind);
  return id === null || idKind === undefined ? id : publicId(idKind, id);
}

/** Through which session or API key the actor called. */
export function throughId(actorKind: string, id: string | null): string | null {
  return namedId(actorKind === "api_key" ? "api_key" : "session", id);
}

function viewOf(row: Row, names: ReadonlyMap<string, string>): AuditEntryView {
  const { id, at, action, payload, correlationId, digest, sealed } = row;
  return {
    id: publicId("audit", id),
    at: at.toISOString(),
    actor: {
      kind: row.actorKind,
      id: row.actorId === null ? null : publicId("user", row.actorId),
      name: names.get(row.actorId ?? "") ?? null,
    },
    sessionId: throughId(row.actorKind, row.sessionId),
    action,
    subject: { kind: row.subjectKind, id: namedId(row.subjectKind, row.subjectId) },
    payload,
    erasedAt: row.erasedAt?.toISOString() ?? null,
    correlationId,
    digest,
    sealed,
  };
}

/**
 * A page of the audit trail, newest first. Who: guard and admin, of their own tenant.
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR.
 */
export async function auditEntries(ctx: Ctx, input: z.output<typeof listAuditInput>): Promise<Page<AuditEntryView>> {
  requireRole(ctx.actor, "guard", "admin");
  const { cursor, limit, ...filter } = input;
  const tag = tenantTag(ctx, "audit", filter);
  const after = placeOf(ctx, tag, cursor);
  const beyond = after === null ? Prisma.empty : Prisma.sql`AND (e."at", e."id") < (${after.at}, ${after.id}::uuid)`;
  const found = await reader(ctx).$queryRaw<Row[]>`
    SELECT e."id"::text, e."at", e."actorKind", e."actorId"::text, e."sessionId"::text, e."action", e."subjectKind",
      e."subjectId"::text, e."payload", e."erasedAt", e."correlationId", encode(e."digest", 'hex') AS "digest",
      EXISTS (SELECT 1 FROM (SELECT * FROM "AuditBlock" ORDER BY "n" DESC LIMIT 1) b WHERE e."epoch" < b."epoch" OR e."xid" < b."hiXid") AS "sealed"
    FROM "AuditEntry" e
    WHERE ${conditionOf(ctx, filter)} ${beyond} ORDER BY e."at" DESC, e."id" DESC LIMIT ${limit + 1}`;
  const { rows, meta } = cutAt(ctx, tag, found, limit, ({ at }) => at);
  const names = await namesOf(
    ctx,
    rows.flatMap(({ actorId }) => actorId ?? []),
  );
  return { data: rows.map((row) => viewOf(row, names)), meta };
}
