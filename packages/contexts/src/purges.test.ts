import { PURGE_KINDS, type PurgeKind, publicId } from "@amanat/contracts";
import { keep, letGo } from "@amanat/audit";
import { type Ctx, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { dryRun, placeHold, releaseHold, startPurge, undoPurge } from "@amanat/retention";
import { type Cast, cast, proved, testClock, useDatabase } from "@amanat/testing";
import pg from "pg";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { MODULES } from "./modules.ts";

/** Old records of every kind go by policy, and nothing that is under a legal hold does. */

const database = useDatabase({ jobs: true });
const DAY_MS = 86_400_000;
const PURGES = MODULES.flatMap(({ purges }) => purges ?? []);
const ports = { purgeables: () => PURGES };
let owner: pg.Client;
let people: Cast;
let clock: ReturnType<typeof testClock>;

beforeAll(async () => {
  owner = new pg.Client({ connectionString: database.urls.owner });
  await owner.connect();
});
afterAll(() => owner.end());
beforeEach(async () => {
  people = await cast(database.db);
  clock = testClock();
  await database.db.pool.query(`UPDATE "Purge" SET "status" = 'undone', "nextAt" = NULL, "endedAt" = now() WHERE "endedAt" IS NULL`);
  await database.db.pool.query(`DELETE FROM "PurgeMark"`);
  await database.db.pool.query(`DELETE FROM "Notice"`);
});

const turn = (MODULES.flatMap((module) => (module.name === "retention" ? (module.loops?.({ files: null } as never) ?? []) : [])).find(
  ({ name }) => name === "purges",
) ?? { turn: () => Promise.reject(new Error("no loop")) }) as { turn: (ctx: Ctx) => Promise<number> };
const work = () => turn.turn(people.system({ clock }));
const admin = () => people.admin({ clock });
const start = (kind: PurgeKind) => proved(admin(), (sure) => startPurge(sure, { kind }, ports));
const purgeRow = () => database.db.prisma.purge.findFirstOrThrow({ orderBy: { id: "desc" } });

/** Notices of a year ago. */
async function notices(userId: string, count: number): Promise<void> {
  const createdAt = new Date(Date.now() - 400 * DAY_MS);
  await database.db.prisma.notice.createMany({
    data: Array.from({ length: count }, () => {
      const id = newId();
      return { id, tenantId: TENANT_ID, userId, kind: "deal_held", cause: id, subjectId: newId(), said: {}, place: "/deals", createdAt };
    }),
  });
}
const left = () => database.db.prisma.notice.count();

test("each kind is declared by one context, and kept no shorter than its least", () => {
  expect(PURGES.map(({ kind }) => kind).toSorted()).toEqual([...PURGE_KINDS].toSorted());
  for (const { leastDays, usualDays } of PURGES) expect(leastDays).toBeLessThanOrEqual(usualDays);
});

test.each(PURGES.map(({ kind }) => kind))("a dry run of %s answers", async (kind) => {
  expect(await dryRun(admin(), { kind }, ports)).toMatchObject({ kind, count: expect.any(Number), more: false });
});

describe("notices", () => {
  test("are counted by a dry run, marked in passes, and go when they can be taken back no more", async () => {
    await notices(people.buyer.id, 450);
    const run = await dryRun(admin(), { kind: "notices" }, ports);
    expect(run).toMatchObject({ count: 450, held: 0, more: false });
    expect(run.samples).toHaveLength(10);
    expect(await left()).toBe(450);
    await start("notices");
    await work();
    expect(await purgeRow()).toMatchObject({ status: "marked", marked: 450 });
    clock.advance(7 * DAY_MS - 1);
    await work();
    expect(await left()).toBe(450);
    clock.advance(1);
    await work();
    expect(await left()).toBe(0);
    expect(await purgeRow()).toMatchObject({ status: "done", gone: 450 });
    expect(await database.db.prisma.purgeMark.count()).toBe(0);
  });

  test("are left by one that was taken back", async () => {
    await notices(people.buyer.id, 3);
    const { id } = await start("notices");
    await work();
    const { version } = await purgeRow();
    await undoPurge(admin(), { purgeId: id, version });
    clock.advance(30 * DAY_MS);
    await work();
    expect(await left()).toBe(3);
    expect(await purgeRow()).toMatchObject({ status: "undone", gone: 0 });
  });

  test("once they have begun to go, nothing is taken back", async () => {
    await notices(people.buyer.id, 3);
    const { id } = await start("notices");
    await work();
    clock.advance(8 * DAY_MS);
    await work();
    const { version } = await purgeRow();
    await expect(undoPurge(admin(), { purgeId: id, version })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});

describe("73: clean-up under hold is refused", () => {
  const hold = (subjectId: string) => placeHold(people.admin2(), { kind: "person", subjectId, reason: "A court asked for it" });

  test("what is held is not marked, and is named", async () => {
    await notices(people.buyer.id, 2);
    await notices(people.seller.id, 3);
    await hold(publicId("user", people.buyer.id));
    expect(await dryRun(admin(), { kind: "notices" }, ports)).toMatchObject({ count: 3, held: 2, heldSubjects: [people.buyer.id] });
    await start("notices");
    await work();
    clock.advance(8 * DAY_MS);
    await work();
    expect(await database.db.prisma.notice.count({ where: { userId: people.buyer.id } })).toBe(2);
    expect(await purgeRow()).toMatchObject({ status: "done", gone: 3, held: 2, heldSubjects: [people.buyer.id] });
  });

  test("what is held after it was marked stays too", async () => {
    await notices(people.buyer.id, 2);
    await start("notices");
    await work();
    await hold(publicId("user", people.buyer.id));
    clock.advance(8 * DAY_MS);
    await work();
    expect(await left()).toBe(2);
    expect(await purgeRow()).toMatchObject({ status: "done", gone: 0, held: 2 });
  });

  test("it is one thing with the audit trail's own, whichever is written", async () => {
    const { id } = people.buyer;
    const { id: holdId } = await hold(publicId("user", id));
    const held = async () => (await owner.query(`SELECT 1 FROM "AuditHold" WHERE "subjectId" = $1`, [id])).rowCount;
    expect(await held()).toBe(1);
    await proved(admin(), (sure) => releaseHold(sure, { holdId, version: 0, reason: "The court is done" }));
    expect(await held()).toBe(0);
    await hold(publicId("user", id));
    expect(await letGo(owner, id)).toBe(true);
    expect(await database.db.prisma.legalHold.count({ where: { subjectId: id, releasedAt: null } })).toBe(0);
    await keep(owner, id, "by hand");
    await notices(id, 1);
    expect(await dryRun(admin(), { kind: "notices" }, ports)).toMatchObject({ count: 0, held: 1 });
  });
});

test("where ended sessions came from, accounts nobody proved, and old bodies of webhooks go", async () => {
  const old = new Date(Date.now() - 800 * DAY_MS);
  const userId = people.stranger.id;
  const session = {
    id: newId(),
    userId,
    surface: "sdk",
    amr: ["pwd"],
    userAgent: "Firefox",
    address: "192.0.2.1",
    createdAt: old,
    idleExpiresAt: old,
    absExpiresAt: old,
  };
  await database.db.prisma.session.create({ data: session });
  const nobody = { id: newId(), tenantId: TENANT_ID, email: `${newId()}@amanat.test`, name: "Nobody", createdAt: old };
  await database.db.prisma.user.create({ data: nobody });
  const inbox = {
    id: newId(),
    provider: "amn",
    deliveryId: newId(),
    event: "x",
    rawBody: Buffer.from("{}"),
    receivedAt: old,
    processedAt: old,
  };
  await database.db.prisma.webhookInbox.create({ data: inbox });
  for (const kind of ["sessions", "unverified_accounts", "provider_inbox"] as const) await start(kind);
  await work();
  clock.advance(8 * DAY_MS);
  await work();
  expect(await database.db.prisma.session.findUniqueOrThrow({ where: { id: session.id } })).toMatchObject({ userAgent: "", address: "" });
  const gone = await database.db.prisma.user.findUniqueOrThrow({ where: { id: nobody.id } });
  expect(gone).toMatchObject({ email: null, name: "\u2013" });
  expect(gone.deletedAt).not.toBeNull();
  expect((await database.db.prisma.webhookInbox.findUniqueOrThrow({ where: { id: inbox.id } })).rawBody).toHaveLength(0);
});

test("nothing of the audit trail's last year is erased, whoever asks", async () => {
  const [entry] = await database.db.prisma.auditEntry.findMany({ orderBy: { at: "desc" }, take: 1 });
  const purge = PURGES.find(({ kind }) => kind === "audit_payloads") ?? expect.fail("no such kind");
  expect(await inTransaction(people.system(), (tx) => purge.purge(tx, [entry?.id ?? ""]))).toBe(0);
});
