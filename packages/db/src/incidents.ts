import type { IncidentKind } from "@amanat/contracts";
import { publicId } from "@amanat/contracts";
import { type Ctx, now, timeAtEnd, type Tx, type TxCtx } from "./context.ts";
import { writeEnding, writeLast } from "./ending.ts";
import { Prisma } from "./generated/client.ts";
import { newId } from "./ids.ts";
import { appendEvents } from "./outbox.ts";
import { scrubbed } from "./redact.ts";
import { inTransaction } from "./transaction.ts";

export type NewIncident = {
  kind: IncidentKind;
  /** A raw uuid or another name. Kind and subject together identify the incident. */
  subject: string;
  dealId?: string | null;
  /** Flat details for the operator, without texts that people wrote. */
  detail?: Readonly<Record<string, string>>;
};

const ROOMS = ["role:admin", "role:guard"] as const;
const LONGEST = 300;

/**
 * Raises an incident for the operators, in the transaction of the fact. While it is open, raising it again only counts it, at most once a
 * minute, since whoever waits raises it at every turn. Outside a transaction it makes its own.
 */
export function raiseIncident(ctx: Ctx, incident: NewIncident): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const { kind, subject, dealId = null, detail = {} } = incident;
    // What this transaction has mended until here is not what is raised now.
    if (mendings.has(tx.tx)) await writeEnding(tx);
    const at = await now(tx);
    const words = Object.fromEntries(Object.entries(detail).map(([key, word]) => [key, scrubbed(word).slice(0, LONGEST)]));
    const [row] = await tx.tx.$queryRaw<{ id: string; fresh: boolean }[]>`
      INSERT INTO "Incident" ("id", "tenantId", "kind", "subject", "dealId", "firstAt", "lastAt", "detail")
      VALUES (${newId()}::uuid, ${tx.actor.tenantId}::uuid, ${kind}, ${subject}, ${dealId}::uuid, ${at}, ${at}, ${JSON.stringify(words)}::jsonb)
      ON CONFLICT ("tenantId", "kind", "subject") WHERE "state" <> 'closed' DO UPDATE
      SET "count" = "Incident"."count" + 1, "lastAt" = EXCLUDED."lastAt", "detail" = EXCLUDED."detail"
      WHERE "Incident"."lastAt" < ${at}::timestamptz - interval '1 minute'
      RETURNING "id"::text, old."id" IS NULL AS "fresh"`;
    if (row?.fresh !== true) return;
    tx.log.error({ incident: row.id, kind, subject }, "a person is needed");
    await tell(tx, "incident.opened.v1", row.id, kind);
  });
}

type Mending = { tenantId: string; subject: string; kinds: readonly IncidentKind[] | null; at: Date | null };
const mendings = new WeakMap<Tx, Mending[]>();

/**
 * Closes the open incidents of a subject that the running act has mended: all, or only these kinds. They are closed when the transaction
 * ends: most acts mend what was never broken.
 */
export function mendIncidents(ctx: Ctx, subject: string, kinds: readonly IncidentKind[] = []): Promise<void> {
  if (ctx.tx === null) return mendAlone(ctx, subject, kinds);
  return inTransaction(ctx, async (tx) => {
    const mending = { tenantId: tx.actor.tenantId, subject, kinds: kinds.length === 0 ? null : kinds, at: await timeAtEnd(tx) };
    const known = mendings.get(tx.tx) ?? [];
    mendings.set(tx.tx, [...known, mending]);
    writeLast(tx, "mended", {
      maybe: true,
      sql: () => mended(taken(tx)),
      heard: {
        from: () => "mended",
        tell: async (rows) => {
          for (const { id, kind } of rows as { id: string; kind: IncidentKind }[]) await tell(tx, "incident.closed.v1", id, kind);
        },
      },
    });
  });
}

/** Outside a transaction: most of the time nothing is broken, and one question says so. */
async function mendAlone(ctx: Ctx, subject: string, kinds: readonly IncidentKind[]): Promise<void> {
  const which = {
    tenantId: ctx.actor.tenantId,
    subject,
    state: { not: "closed" },
    ...(kinds.length === 0 ? {} : { kind: { in: [...kinds] } }),
  };
  if ((await ctx.reads.incident.findFirst({ where: which, select: { id: true } })) === null) return;
  await inTransaction(ctx, (tx) => mendIncidents(tx, subject, kinds));
}

function taken({ tx }: TxCtx): readonly Mending[] {
  const found = mendings.get(tx) ?? [];
  mendings.delete(tx);
  return found;
}

const mended = (acts: readonly Mending[]): Prisma.Sql => Prisma.sql`mended AS (
  UPDATE "Incident" i SET "state" = 'closed', "resolution" = 'mended', "closedAt" = coalesce(m."at", statement_timestamp()), "version" = "version" + 1
  FROM jsonb_to_recordset(${JSON.stringify(acts)}::jsonb) AS m("tenantId" uuid, "subject" text, "kinds" jsonb, "at" timestamptz)
  WHERE i."tenantId" = m."tenantId" AND i."subject" = m."subject" AND i."state" <> 'closed'
    AND (m."kinds" = 'null'::jsonb OR m."kinds" IS NULL OR m."kinds" ? i."kind")
  RETURNING i."id"::text AS id, i."kind" AS kind)`;

/** The rooms of the roles that can act. An incident has no author, whoever's call raised it. */
async function tell(tx: TxCtx, type: "incident.opened.v1" | "incident.closed.v1", id: string, kind: IncidentKind): Promise<void> {
  const system: TxCtx = { ...tx, actor: { kind: "system", tenantId: tx.actor.tenantId, process: "worker" } };
  const payload = { incidentId: publicId("incident", id), kind };
  await appendEvents(system, [{ type, subjectId: id, payload, channels: ROOMS, reacts: false, actorRole: "system" }]);
}
