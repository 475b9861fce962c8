import type { Writable } from "node:stream";
import { DomainError, type exportAuditInput, publicId } from "@amanat/contracts";
import { audit, type Ctx, inTransaction, requireRole } from "@amanat/db";
import { streamCsv } from "@amanat/sealing";
import type * as z from "zod";
import { conditionOf, namedId, throughId } from "./entries.ts";

const COLUMNS = [
  "at",
  "entry",
  "action",
  "actor_kind",
  "actor",
  "session",
  "subject_kind",
  "subject",
  "payload",
  "erased_at",
  "correlation",
  "digest",
] as const;

type Row = {
  at: string;
  id: string;
  action: string;
  actor_kind: string;
  actor: string | null;
  session: string | null;
  subject_kind: string;
  subject: string | null;
  payload: string;
  erased: string | null;
  correlation: string;
  digest: string;
};

function cellsOf(row: Row): string[] {
  const who = [row.actor_kind, row.actor === null ? "" : publicId("user", row.actor), throughId(row.actor_kind, row.session) ?? ""];
  const what = [row.subject_kind, namedId(row.subject_kind, row.subject) ?? "", row.payload, row.erased ?? ""];
  return [row.at, publicId("audit", row.id), row.action, ...who, ...what, row.correlation, row.digest];
}

const ISO = `'YYYY-MM-DD"T"HH24:MI:SS.MS"Z"'`;

/**
 * Writes the entries of a period (`from` included, `to` not) to `out` as CSV, oldest first, in constant memory. The export is an entry
 * itself. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, VALIDATION_ERROR (ends before it begins).
 */
export async function exportAudit(ctx: Ctx, input: z.output<typeof exportAuditInput>, out: Writable): Promise<void> {
  requireRole(ctx.actor, "guard", "admin");
  if (input.to < input.from) throw new DomainError("VALIDATION_ERROR", "The period ends before it begins");
  await inTransaction(ctx, (tx) => audit(tx, { action: "audit.exported", subjectKind: "audit", subjectId: null, payload: { ...input } }));
  const condition = conditionOf(ctx, input);
  const text = `SELECT to_char(e."at" AT TIME ZONE 'UTC', ${ISO}) AS at, e."id"::text AS id, e."action" AS action, e."actorKind" AS actor_kind,
      e."actorId"::text AS actor, e."sessionId"::text AS session, e."subjectKind" AS subject_kind, e."subjectId"::text AS subject,
      e."payload"::text AS payload, to_char(e."erasedAt" AT TIME ZONE 'UTC', ${ISO}) AS erased, e."correlationId" AS correlation,
      encode(e."digest", 'hex') AS digest
    FROM "AuditEntry" e WHERE ${condition.text} ORDER BY e."at", e."id"`;
  await streamCsv<Row>(ctx, { query: { text, values: [...condition.values] }, columns: COLUMNS, cells: cellsOf }, out);
}
