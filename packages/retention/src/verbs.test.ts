import { type PurgeKind, publicId } from "@amanat/contracts";
import { type Ctx, newId, type Purgeable } from "@amanat/db";
import { type Cast, cast, describeVerbs, proved, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import {
  changePolicy,
  deleteAccount,
  type DeparturePorts,
  keepAccount,
  myData,
  placeHold,
  releaseHold,
  requestExport,
  startPurge,
  undoPurge,
} from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
  await database.db.pool.query(`DELETE FROM "RetentionPolicy"`);
  await database.db.pool.query(`UPDATE "Purge" SET "status" = 'undone', "nextAt" = NULL, "endedAt" = now() WHERE "endedAt" IS NULL`);
});

const of = (kind: PurgeKind): Purgeable => ({
  kind,
  leastDays: 7,
  usualDays: 30,
  old: () => Promise.resolve([]),
  purge: () => Promise.resolve(0),
});
const ports = { purgeables: () => [of("notices"), of("sessions")] };
const abouts = () => [];
/** Somebody of whom nothing runs, who types their name. */
const departures: DeparturePorts = {
  tiesOf: () => Promise.resolve([]),
  partOf: () => Promise.resolve([]),
  isTrading: () => Promise.resolve(false),
  holdsOffice: (_ctx, userId) => Promise.resolve(userId === people.admin.id),
  confirmOf: () => Promise.resolve("Parviz Shahbazi"),
  lockPerson: () => Promise.resolve(),
  closeAccount: () => Promise.resolve(true),
};
const leave =
  (confirm = "parviz shahbazi ", ports = departures) =>
  (ctx: Ctx) =>
    proved(ctx, (sure) => deleteAccount(sure, { confirm }, { departures: ports }));

const holdOn = (subjectId = publicId("user", newId())) =>
  placeHold(people.admin2(), { kind: "person", subjectId, reason: "A court asked for it" });
const start = (kind: PurgeKind) => (ctx: Ctx) => proved(ctx, (sure) => startPurge(sure, { kind }, ports));

describeVerbs("retention", () => ({ db: database.db, people }), {
  requestExport: () =>
    Promise.resolve({
      by: people.buyer,
      act: (ctx) => proved(ctx, (sure) => requestExport(sure, { files: true })),
      other: (ctx) => proved(ctx, (sure) => requestExport(sure, { files: false })),
      stranger: null,
      again: "INVALID_STATE",
    }),
  deleteAccount: () =>
    Promise.resolve({
      by: people.buyer,
      act: leave(),
      other: leave("somebody else"),
      stranger: null,
      refused: { ACCOUNT_IN_USE: ["admin"] },
      again: "INVALID_STATE",
    }),
  keepAccount: async () => {
    await leave()(people.buyer());
    const keep = (version: number) => (ctx: Ctx) => keepAccount(ctx, { version });
    return { by: people.buyer, act: keep(0), stale: keep(9), stranger: "INVALID_STATE", again: "INVALID_STATE" };
  },
  changePolicy: () => {
    const change = (version: number) => (ctx: Ctx) =>
      proved(ctx, (sure) => changePolicy(sure, { kind: "notices", days: 20, auto: true, version }, ports));
    return Promise.resolve({ by: people.admin, act: change(0), stale: change(9), stranger: "FORBIDDEN", again: "VERSION_CONFLICT" });
  },
  placeHold: () => {
    const place = (subjectId: string) => (ctx: Ctx) => placeHold(ctx, { kind: "deal", subjectId, reason: "A court asked for it" });
    const [one, other] = [publicId("deal", newId()), publicId("deal", newId())];
    return Promise.resolve({ by: people.admin, act: place(one), other: place(other), stranger: "FORBIDDEN", again: "INVALID_STATE" });
  },
  releaseHold: async () => {
    const hold = await holdOn();
    const release = (version: number) => (ctx: Ctx) =>
      proved(ctx, (sure) => releaseHold(sure, { holdId: hold.id, version, reason: "The court is done" }));
    const refused = { SELF_APPROVAL: ["admin2"] } as const;
    const again = ["INVALID_STATE", "VERSION_CONFLICT"] as const;
    return { by: people.admin, act: release(0), stale: release(9), stranger: "FORBIDDEN", refused, again };
  },
  startPurge: () =>
    Promise.resolve({ by: people.admin, act: start("notices"), other: start("sessions"), stranger: "FORBIDDEN", again: "INVALID_STATE" }),
  undoPurge: async () => {
    const purge = await start("notices")(people.admin2());
    const undo = (version: number) => (ctx: Ctx) => undoPurge(ctx, { purgeId: purge.id, version });
    const again = ["INVALID_STATE", "VERSION_CONFLICT"] as const;
    return { by: people.admin, act: undo(0), stale: undo(9), stranger: "FORBIDDEN", again };
  },
});

test("one archive a day: the next one is told of, one that failed does not count", async () => {
  const ask = () => proved(people.buyer(), (sure) => requestExport(sure, { files: true }));
  const { id } = await ask();
  await expect(ask()).rejects.toMatchObject({ code: "INVALID_STATE" });
  await database.db.prisma.export.updateMany({ data: { status: "ready", nextAt: null } });
  await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  const { exports, nextAt } = await myData(people.buyer(), { abouts, departures });
  expect(exports.map((one) => one.id)).toEqual([id]);
  expect(nextAt).not.toBeNull();
  await database.db.prisma.export.updateMany({ data: { status: "failed" } });
  expect((await ask()).status).toBe("asked");
});

test("nobody sees another's archives", async () => {
  await proved(people.buyer(), (sure) => requestExport(sure, { files: true }));
  expect((await myData(people.seller(), { abouts, departures })).exports).toEqual([]);
});

test("an account is deleted by whoever types what they are called, and asks again only when it was taken back", async () => {
  const wrong = leave("Somebody Else")(people.buyer());
  await expect(wrong).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "confirm", code: "mismatch" }] });
  const { version, dueAt, askedAt } = await leave()(people.buyer());
  expect(Date.parse(dueAt) - Date.parse(askedAt)).toBe(7 * 86_400_000);
  expect((await keepAccount(people.buyer(), { version })).status).toBe("cancelled");
  expect((await leave()(people.buyer())).status).toBe("asked");
});

test("without a proof of presence nobody's account is deleted, and what keeps it is named", async () => {
  const unproved = deleteAccount(people.buyer(), { confirm: "Parviz Shahbazi" }, { departures });
  await expect(unproved).rejects.toMatchObject({ code: "STEP_UP_REQUIRED", stepUp: { action: "account.delete" } });
  const tiesOf: DeparturePorts["tiesOf"] = () =>
    Promise.resolve([
      { kind: "deal", id: "deal_1" },
      { kind: "money", id: null },
    ]);
  await holdOn(publicId("user", people.buyer.id));
  const refused = leave("Parviz Shahbazi", { ...departures, tiesOf })(people.buyer());
  const issues = [
    { path: "hold", code: "runs" },
    { path: "deal", code: "deal_1" },
    { path: "money", code: "runs" },
  ];
  await expect(refused).rejects.toMatchObject({ code: "ACCOUNT_IN_USE", issues });
});

test("no kind is kept shorter than its least", async () => {
  const change = proved(people.admin(), (sure) => changePolicy(sure, { kind: "notices", days: 6, auto: false, version: 0 }, ports));
  await expect(change).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "days", code: "too_low" }] });
});

test("a change of a policy and of a hold is on the trail with what was and what is", async () => {
  await proved(people.admin(), (sure) => changePolicy(sure, { kind: "notices", days: 20, auto: true, version: 0 }, ports));
  const hold = await holdOn();
  await proved(people.admin(), (sure) => releaseHold(sure, { holdId: hold.id, version: 0, reason: "The court is done" }));
  const entries = await database.db.prisma.auditEntry.findMany({
    where: { actorId: { in: [people.admin.id, people.admin2.id] }, action: { startsWith: "retention." } },
    orderBy: { at: "asc" },
  });
  expect(entries.map(({ action }) => action)).toEqual(["retention.policy_changed", "retention.hold_placed", "retention.hold_released"]);
  expect(JSON.stringify(entries[0]?.payload)).toContain('"days":30');
  expect(JSON.stringify(entries[0]?.payload)).toContain('"days":20');
  expect(JSON.stringify(entries[2]?.payload)).toContain('"releasedAt":null');
});
