import { type INCIDENT_KINDS, publicId } from "@amanat/contracts";
import { appendEvents, inTransaction, mendIncidents, newId, raiseIncident } from "@amanat/db";
import { atOnce, type Cast, cast, expectRefused, failureCodes, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, test } from "vitest";
import {
  acknowledgeIncident,
  closeIncident,
  deadDeliveries,
  getIncident,
  incidentCounts,
  listIncidents,
  retryDelivery,
  retryIncident,
} from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

async function raised(kind: (typeof INCIDENT_KINDS)[number] = "sweep.failed", subject: string = newId()) {
  await raiseIncident(people.system(), { kind, subject, detail: { failure: "too many tries" } });
  const row = await database.db.prisma.incident.findFirstOrThrow({ where: { kind, subject, state: { not: "closed" } } });
  return { id: row.id, incidentId: publicId("incident", row.id), subject, version: row.version };
}

/** An event that a consumer has given up. */
async function dead(consumer = "marketplace"): Promise<string> {
  const [id, scope] = [newId(), newId()];
  const channel = `deal:${scope}`;
  const payload = { dealId: publicId("deal", scope), status: "delivered" as const, version: 1 };
  const event = { type: "deal.delivered.v1", subjectId: scope, payload, channels: [channel], actorRole: "system" } as const;
  await inTransaction(people.system(), (tx) => appendEvents(tx, [event]));
  const { tenantId, seq } = await database.db.prisma.event.findFirstOrThrow({ where: { channel } });
  const due = { id, tenantId, consumer, subject: channel, channel, seq, dueAt: new Date() };
  await database.db.prisma.delivery.create({ data: { ...due, attempts: 8, failure: "it broke", deadAt: new Date() } });
  return id;
}

describe("raising", () => {
  test("commits with the fact or not at all", async () => {
    const subject = newId();
    const failing = inTransaction(people.system(), async (tx) => {
      await raiseIncident(tx, { kind: "sweep.failed", subject });
      throw new Error("the fact did not happen");
    });
    await expect(failing).rejects.toThrow();
    expect(await database.db.prisma.incident.count({ where: { subject } })).toBe(0);
  });

  test("met again it is counted, once a minute, and told once; by twenty at once it is one", async () => {
    const clock = testClock();
    const subject = newId();
    const meet = () => raiseIncident(people.system({ clock }), { kind: "payout.stuck", subject });
    await atOnce(20, meet);
    clock.advance(61_000);
    await meet();
    await meet();
    const rows = await database.db.prisma.incident.findMany({ where: { subject } });
    expect(rows).toMatchObject([{ state: "open", count: 2 }]);
    const id = rows[0]?.id ?? "";
    expect(await database.db.prisma.event.count({ where: { subjectId: id, channel: "role:admin" } })).toBe(1);
    expect(await database.db.prisma.event.count({ where: { subjectId: id, channel: "role:guard" } })).toBe(1);
  });

  test("what mends it closes it, only the kinds named, and says so", async () => {
    const subject = newId();
    const one = await raised("payout.stuck", subject);
    const two = await raised("payout.no_transfer", subject);
    await mendIncidents(people.system(), subject, ["payout.stuck"]);
    expect(await getIncident(people.admin(), one)).toMatchObject({ state: "closed", resolution: "mended" });
    expect(await getIncident(people.admin(), two)).toMatchObject({ state: "open" });
    await mendIncidents(people.system(), subject);
    await mendIncidents(people.system(), subject);
    const types = await database.db.prisma.event.findMany({ where: { subjectId: two.id, channel: "role:admin" }, orderBy: { seq: "asc" } });
    expect(types.map(({ type }) => type)).toEqual(["incident.opened.v1", "incident.closed.v1"]);
  });

  test("keeps no secret and no address of a person that an error names", async () => {
    const subject = newId();
    const failure = "could not reach somebody@example.org with Bearer abcdefghijklmnop";
    await raiseIncident(people.system(), { kind: "mail.failed", subject, detail: { failure } });
    const row = await database.db.prisma.incident.findFirstOrThrow({ where: { subject } });
    expect(JSON.stringify(row.detail)).not.toMatch(/example\.org|abcdefghijklmnop/);
  });
});

describe("an operator", () => {
  test.each(["acknowledge", "close", "retry"] as const)("%s is for those who may, once, on what was seen", async (act) => {
    const { incidentId, version } = await (act === "retry" ? raised("event.given_up", await dead()) : raised());
    const call = { acknowledge: acknowledgeIncident, close: closeIncident, retry: retryIncident }[act];
    const input = (seen: number) => ({ incidentId, version: seen, note: "the token was delisted" });
    await expectRefused(people, (ctx) => call(ctx, input(version)), {
      AUTHENTICATION_REQUIRED: ["anonymous"],
      FORBIDDEN: ["stranger", "buyer", "resolver", ...(act === "acknowledge" ? [] : (["guard"] as const))],
    });
    await expect(call(people.admin(), input(version + 9))).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
    await expect(call(people.admin(), { ...input(version), incidentId: publicId("incident", newId()) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    const outcomes = await atOnce(6, () => call(people.admin(), input(version)));
    expect(succeeded(outcomes)).toHaveLength(1);
    for (const code of failureCodes(outcomes)) expect(["INVALID_STATE", "VERSION_CONFLICT"]).toContain(code);
  });

  test("a key replays its answer", async () => {
    const one = await raised();
    const once = { idempotencyKey: `key-${newId()}` };
    const first = await closeIncident(people.admin(once), { ...one, note: "done by hand" });
    expect(await closeIncident(people.admin(once), { ...one, note: "done by hand" })).toEqual(first);
    expect(first).toMatchObject({ state: "closed", resolution: "by_hand", note: "done by hand", closedBy: "admin" });
    expect(await database.db.prisma.auditEntry.count({ where: { action: "incident.close", subjectId: one.id } })).toBe(1);
  });

  test("a key replays an acknowledgement, and a further try", async () => {
    const one = await raised();
    const once = { idempotencyKey: `key-${newId()}` };
    const first = await acknowledgeIncident(people.admin(once), { incidentId: one.incidentId, version: one.version });
    expect(await acknowledgeIncident(people.admin(once), { incidentId: one.incidentId, version: one.version })).toEqual(first);
    expect(await database.db.prisma.auditEntry.count({ where: { action: "incident.acknowledge", subjectId: one.id } })).toBe(1);

    const delivery = await dead();
    const tried = await raised("event.given_up", delivery);
    const again = { idempotencyKey: `key-${newId()}` };
    const done = await retryIncident(people.admin(again), { incidentId: tried.incidentId, version: tried.version });
    // It fails once more meanwhile: the same key is no third try.
    const given = { attempts: 8, deadAt: new Date() };
    await database.db.prisma.delivery.updateMany({ where: { id: delivery }, data: given });
    expect(await retryIncident(people.admin(again), { incidentId: tried.incidentId, version: tried.version })).toEqual(done);
    expect(await database.db.prisma.delivery.findUniqueOrThrow({ where: { id: delivery } })).toMatchObject(given);
    expect(await database.db.prisma.auditEntry.count({ where: { action: "incident.retry", subjectId: tried.id } })).toBe(1);
  });

  test("closing what is still wrong opens a new one", async () => {
    const one = await raised();
    await closeIncident(people.admin(), { ...one, note: "it is nothing" });
    const two = await raised("sweep.failed", one.subject);
    expect(two.id).not.toBe(one.id);
  });

  test("retrying is for what can be tried again", async () => {
    const one = await raised("sweep.failed");
    await expect(retryIncident(people.admin(), one)).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  test("an event that was given up is put back in line", async () => {
    const id = await dead();
    const one = await raised("event.given_up", id);
    expect(await retryIncident(people.admin(), one)).toMatchObject({
      state: "acknowledged",
      acknowledgedBy: "admin",
      subject: publicId("delivery", id),
    });
    expect(await database.db.prisma.delivery.findUniqueOrThrow({ where: { id } })).toMatchObject({ attempts: 0, deadAt: null });
  });
});

describe("dead deliveries", () => {
  test("are listed for admins by consumer, each once, with what went wrong", async () => {
    await expectRefused(people, (ctx) => deadDeliveries(ctx, { limit: 20 }), {
      FORBIDDEN: ["buyer", "resolver", "guard"],
      AUTHENTICATION_REQUIRED: ["anonymous"],
    });
    const consumer = `consumer-${newId()}`;
    const made = [await dead(consumer), await dead(consumer), await dead(consumer)];
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await deadDeliveries(people.admin(), { limit: 2, consumer, ...(cursor === undefined ? {} : { cursor }) });
      for (const row of page.data) expect(row).toMatchObject({ consumer, type: "deal.delivered.v1", attempts: 8, failure: "it broke" });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor !== undefined);
    expect(seen).toHaveLength(3);
    expect(new Set(seen)).toEqual(new Set(made.map((id) => publicId("delivery", id))));
    await expect(deadDeliveries(people.admin(), { limit: 2, cursor: "forged" })).rejects.toMatchObject({ code: "INVALID_CURSOR" });
  });

  test("are retried by an admin, once, on the record", async () => {
    const id = await dead();
    const input = { deliveryId: publicId("delivery", id) };
    await expectRefused(people, (ctx) => retryDelivery(ctx, input), {
      AUTHENTICATION_REQUIRED: ["anonymous"],
      FORBIDDEN: ["stranger", "buyer", "resolver", "guard"],
    });
    const none = { deliveryId: publicId("delivery", newId()) };
    await expect(retryDelivery(people.admin(), none)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const outcomes = await atOnce(6, () => retryDelivery(people.admin(), input));
    expect(succeeded(outcomes)).toHaveLength(1);
    for (const code of failureCodes(outcomes)) expect(code).toBe("INVALID_STATE");
    expect(await database.db.prisma.auditEntry.count({ where: { action: "delivery.retry", subjectId: id } })).toBe(1);
    const keyed = { deliveryId: publicId("delivery", await dead()) };
    const once = { idempotencyKey: `key-${newId()}` };
    expect(await retryDelivery(people.admin(once), keyed)).toEqual({ ok: true });
    expect(await retryDelivery(people.admin(once), keyed)).toEqual({ ok: true });
  });
});

describe("the list", () => {
  test("is guard's and admin's, by state and kind, by signed cursor, each once", async () => {
    await expectRefused(people, (ctx) => listIncidents(ctx, { limit: 20, state: "live" }), { FORBIDDEN: ["buyer", "resolver"] });
    const made = [];
    for (let n = 0; n < 5; n += 1) made.push(await raised("loop.failing"));
    const seen: string[] = [];
    let cursor: string | undefined;
    do {
      const page = await listIncidents(people.guard(), {
        limit: 2,
        state: "live",
        kind: "loop.failing",
        ...(cursor === undefined ? {} : { cursor }),
      });
      seen.push(...page.data.map(({ id }) => id));
      cursor = page.meta.nextCursor ?? undefined;
    } while (cursor !== undefined);
    for (const { incidentId } of made) expect(seen.filter((id) => id === incidentId)).toHaveLength(1);
    await expect(listIncidents(people.guard(), { limit: 2, state: "live", cursor: "forged" })).rejects.toMatchObject({
      code: "INVALID_CURSOR",
    });
    expect((await incidentCounts(database.db)).find(({ kind }) => kind === "loop.failing")?.n).toBeGreaterThanOrEqual(5);
  });
});
