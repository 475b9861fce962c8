import type { IncidentKind } from "@amanat/contracts";
import { publicId } from "@amanat/contracts";
import { type Ctx, now, type TxCtx } from "./context.ts";
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

/** Closes the open incidents of a subject that the running act has mended: all, or only these kinds. */
export function mendIncidents(ctx: Ctx, subject: string, kinds: readonly IncidentKind[] = []): Promise<void> {
  return inTransaction(ctx, async (tx) => {
    const at = await now(tx);
    const closed = await tx.tx.$queryRaw<{ id: string; kind: IncidentKind }[]>`
      UPDATE "Incident" SET "state" = 'closed', "resolution" = 'mended', "closedAt" = ${at}, "version" = "version" + 1
      WHERE "tenantId" = ${tx.actor.tenantId}::uuid AND "subject" = ${subject} AND "state" <> 'closed'
        AND (${kinds.length} = 0 OR "kind" = ANY (${[...kinds]}::text[]))
      RETURNING "id"::text, "kind"`;
    for (const { id, kind } of closed) await tell(tx, "incident.closed.v1", id, kind);
  });
}

/** The rooms of the roles that can act. An incident has no author, whoever's call raised it. */
async function tell(tx: TxCtx, type: "incident.opened.v1" | "incident.closed.v1", id: string, kind: IncidentKind): Promise<void> {
  const system: TxCtx = { ...tx, actor: { kind: "system", tenantId: tx.actor.tenantId, process: "worker" } };
  const payload = { incidentId: publicId("incident", id), kind };
  await appendEvents(system, [{ type, subjectId: id, payload, channels: ROOMS, reacts: false, actorRole: "system" }]);
}
