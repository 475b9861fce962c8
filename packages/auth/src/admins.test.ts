import { publicId } from "@amanat/contracts";
import { ensureQueue, runTimer } from "@amanat/db";
import { MAIL_QUEUE } from "@amanat/mail";
import { atOnce, type Cast, cast, failureCodes, type Person, proved, succeeded, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, describe, expect, it } from "vitest";
import { authTimers, changeRoles, confirmAdmin, decidesFrom, ensureFirstAdmin, people as listPeople, stopAdmin } from "./index.ts";

const test = useDatabase({ jobs: true });
let people: Cast;
beforeEach(async () => {
  await ensureQueue(test.db, MAIL_QUEUE);
  // The rules count the installation's admins: each test has its own.
  await test.db.prisma.user.updateMany({ data: { roles: ["buyer"] } });
  people = await cast(test.db);
});

const HOUR_MS = 3_600_000;
const rowOf = (person: Person) => test.db.prisma.user.findUniqueOrThrow({ where: { id: person.id } });
const idOf = (person: Person) => publicId("user", person.id);

async function ask(by: Person, whom: Person, roles: ("admin" | "buyer")[] = ["admin", "buyer"]) {
  const { version } = await rowOf(whom);
  return proved(by(), (ctx) => changeRoles(ctx, { userId: idOf(whom), version, roles }));
}
async function confirm(by: Person, whom: Person, clock = testClock()) {
  const { version } = await rowOf(whom);
  return proved(by({ clock }), (ctx) => confirmAdmin(ctx, { userId: idOf(whom), version }));
}

async function runTimers(clock: ReturnType<typeof testClock>): Promise<void> {
  const at = await clock.now(test.db.prisma);
  const due = await test.db.prisma.deadline.findMany({ where: { purpose: "admin_grant", status: "pending", dueAt: { lte: at } } });
  for (const row of due)
    await runTimer(
      people.system({ clock }),
      authTimers(() => Promise.resolve([])),
      row,
    );
}

describe("the role of an admin", () => {
  it("waits for another admin; who asked, who gains and who is no admin cannot confirm it", async () => {
    const asked = await ask(people.admin, people.stranger);
    expect(asked).toMatchObject({ roles: ["buyer"], waiting: { askedBy: idOf(people.admin) } });
    expect((await rowOf(people.stranger)).roles).toEqual(["buyer"]);
    const told = await test.db.prisma.event.findMany({ where: { type: "account.admin_asked.v1" } });
    expect(told).toMatchObject([{ channel: "role:admin", payload: { userId: publicId("user", people.stranger.id) } }]);
    await expect(confirm(people.admin, people.stranger)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
    for (const who of [people.buyer, people.guard])
      await expect(confirm(who, people.stranger)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const { version } = await rowOf(people.stranger);
    const unproved = confirmAdmin(people.admin2(), { userId: idOf(people.stranger), version });
    await expect(unproved).rejects.toMatchObject({ code: "STEP_UP_REQUIRED", stepUp: { action: "roles.confirm" } });
    const outcomes = await atOnce(5, () => confirm(people.admin2, people.stranger));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes).every((code) => ["INVALID_STATE", "VERSION_CONFLICT", "BUSY"].includes(code))).toBe(true);
    expect((await rowOf(people.stranger)).roles).toEqual(["admin", "buyer"]);
    await expect(confirm(people.admin2, people.stranger)).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  it("lets a new admin confirm nobody, and decide about no money, for three days", async () => {
    await ask(people.admin, people.stranger);
    await confirm(people.admin2, people.stranger);
    const since = (await rowOf(people.stranger)).adminSince;
    expect(await decidesFrom(people.system(), people.stranger.id)).toEqual(new Date((since?.getTime() ?? 0) + 72 * HOUR_MS));
    expect((await decidesFrom(people.system(), people.admin.id))?.getTime()).toBeLessThan(Date.now());
    expect(await decidesFrom(people.system(), people.buyer.id)).toBeNull();
    await ask(people.admin, people.seller);
    const fresh = Object.assign(
      (options = {}) => ({ ...people.stranger(options), actor: { ...people.stranger().actor, roles: ["admin"] } }),
      people.stranger,
    );
    await expect(confirm(fresh as Person, people.seller)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  it("lapses unconfirmed where somebody else could have confirmed it", async () => {
    await ask(people.admin, people.stranger);
    const clock = testClock(new Date(Date.now() + 73 * HOUR_MS));
    await runTimers(clock);
    await runTimers(clock);
    expect((await rowOf(people.stranger)).roles).toEqual(["buyer"]);
    await expect(confirm(people.admin2, people.stranger)).rejects.toMatchObject({ code: "INVALID_STATE" });
  });

  it("is given after its time where there is one admin only, and not before", async () => {
    await test.db.prisma.user.update({ where: { id: people.admin2.id }, data: { roles: ["buyer"] } });
    await ask(people.admin, people.stranger, ["admin"]);
    await runTimers(testClock(new Date(Date.now() + 71 * HOUR_MS)));
    expect((await rowOf(people.stranger)).roles).not.toContain("admin");
    await runTimers(testClock(new Date(Date.now() + 73 * HOUR_MS)));
    expect((await rowOf(people.stranger)).roles).toEqual(["admin"]);
  });

  it("is stopped by any admin, and by whatever is decided about the person next", async () => {
    await ask(people.admin, people.stranger);
    await expect(stopAdmin(people.buyer(), { userId: idOf(people.stranger) })).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(stopAdmin(people.anonymous(), { userId: idOf(people.stranger) })).rejects.toMatchObject({
      code: "AUTHENTICATION_REQUIRED",
    });
    expect(await stopAdmin(people.admin2(), { userId: idOf(people.stranger) })).toMatchObject({ waiting: null });
    await ask(people.admin, people.stranger);
    await ask(people.admin2, people.stranger, ["buyer"]);
    const seen = (await listPeople(people.guard(), { limit: 50 })).data.find(({ id }) => id === idOf(people.stranger));
    expect(seen).toMatchObject({ roles: ["buyer"], waiting: null });
    await runTimers(testClock(new Date(Date.now() + 73 * HOUR_MS)));
    expect((await rowOf(people.stranger)).roles).toEqual(["buyer"]);
  });
});

describe("the first admin", () => {
  const wanted = { email: "First@amanat.test", password: "eleven quiet frogs" };

  it("is made once, however many processes start, and is old enough to approve", async () => {
    await test.db.prisma.user.updateMany({ data: { roles: ["buyer"] } });
    await test.db.prisma.setting.deleteMany({ where: { key: "auth.firstAdminMade" } });
    expect(await ensureFirstAdmin(test.db, null)).toEqual({ state: "none", reason: "not named" });
    expect(await ensureFirstAdmin(test.db, { ...wanted, password: "password123" })).toEqual({ state: "none", reason: "password refused" });
    expect(await ensureFirstAdmin(test.db, { ...wanted, email: people.buyer.email })).toEqual({ state: "none", reason: "address taken" });
    expect((await rowOf(people.buyer)).roles).toEqual(["buyer"]);
    const made = await Promise.all(Array.from({ length: 4 }, () => ensureFirstAdmin(test.db, wanted)));
    expect(made.filter(({ state }) => state === "made")).toHaveLength(1);
    const admin = await test.db.prisma.user.findFirstOrThrow({ where: { email: "first@amanat.test" } });
    expect(admin).toMatchObject({ roles: ["admin"], emailVerifiedAt: expect.any(Date) });
    expect((await decidesFrom(people.system(), admin.id))?.getTime()).toBeLessThan(Date.now());
    await test.db.prisma.user.update({ where: { id: admin.id }, data: { roles: ["buyer"] } });
    expect((await ensureFirstAdmin(test.db, { ...wanted, email: "second@amanat.test" })).state).toBe("none");
  });
});
