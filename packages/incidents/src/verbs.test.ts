import { type INCIDENT_KINDS, publicId } from "@amanat/contracts";
import { appendEvents, inTransaction, newId, raiseIncident } from "@amanat/db";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach } from "vitest";
import { acknowledgeIncident, closeIncident, retryDelivery, retryIncident } from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

/** An incident about something that is called so. */
async function raised(kind: (typeof INCIDENT_KINDS)[number], subject: string) {
  await raiseIncident(people.system(), { kind, subject, detail: { failure: "too many tries" } });
  const { id, version } = await database.db.prisma.incident.findFirstOrThrow({ where: { kind, subject } });
  return { incidentId: publicId("incident", id), version };
}

/** An event that a consumer has given up. */
async function givenUp(): Promise<string> {
  const [id, scope] = [newId(), newId()];
  const channel = `deal:${scope}`;
  const payload = { dealId: publicId("deal", scope), status: "delivered" as const, version: 1 };
  await inTransaction(people.system(), async (tx) => {
    await appendEvents(tx, [{ type: "deal.delivered.v1", subjectId: scope, payload, channels: [channel], actorRole: "system" }]);
    const due = { id, tenantId: tx.actor.tenantId, consumer: "marketplace", subject: channel, channel, seq: 1n, dueAt: new Date() };
    await tx.tx.delivery.create({ data: { ...due, attempts: 8, failure: "it broke", deadAt: new Date() } });
  });
  return id;
}

type Verb = typeof acknowledgeIncident | typeof closeIncident | typeof retryIncident;
/** What an operator does with an incident, on the version they saw. */
const withIncident = (verb: Verb, by: "admin" | "guard", incident: Awaited<ReturnType<typeof raised>>): Scene => {
  const act =
    (version: number): Scene["act"] =>
    (ctx) =>
      verb(ctx, { ...incident, version, note: "the token was delisted" });
  return {
    by: people[by],
    act: act(incident.version),
    stale: act(99),
    stranger: "FORBIDDEN",
    again: ["INVALID_STATE", "VERSION_CONFLICT"],
  };
};

describeVerbs("incidents", () => ({ db: database.db, people }), {
  acknowledge: async () => withIncident(acknowledgeIncident, "guard", await raised("sweep.failed", newId())),
  close: async () => withIncident(closeIncident, "admin", await raised("sweep.failed", newId())),
  retry: async () => withIncident(retryIncident, "admin", await raised("event.given_up", await givenUp())),
  retryDelivery: async () => {
    const [deliveryId, another] = [publicId("delivery", await givenUp()), publicId("delivery", await givenUp())];
    const retry =
      (id: string): Scene["act"] =>
      (ctx) =>
        retryDelivery(ctx, { deliveryId: id });
    return { by: people.admin, act: retry(deliveryId), other: retry(another), stranger: "FORBIDDEN", again: "INVALID_STATE" };
  },
});
