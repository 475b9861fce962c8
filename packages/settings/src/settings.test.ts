import { changeSetting as store, type Ctx, inTransaction, type Setting, setting } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as z from "zod";
import * as settings from "./index.ts";

const database = useDatabase();
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

const plain = {
  key: "test.plain",
  schema: z.object({ hours: z.number().min(1).max(9), more: z.record(z.string(), z.number()).default({}) }),
  usual: { hours: 2, more: {} },
  says: "Hours of a test",
} satisfies Setting<unknown>;
const fee = { key: "test.fee", schema: z.number().int().min(0).max(10_000), usual: 100, says: "A fee", dangerous: true } as const;
const ours = { key: "test.ours", schema: z.boolean(), usual: false, says: "Ours", kept: "system" } as const;
const declared = () => [plain, fee, ours] as const satisfies readonly Setting<unknown>[];

const change = (ctx: Ctx, key: string, version: number, to: unknown) =>
  proved(ctx, (sure) => settings.changeSetting(sure, { key, version, value: JSON.stringify(to), reason: "As agreed on Monday" }, declared));
const confirm = (ctx: Ctx, changeId: string, from = new Date(0)) =>
  proved(ctx, (sure) => settings.confirmSetting(sure, { changeId }, { declared, people: { decidesFrom: () => Promise.resolve(from) } }));
const one = async (key: string, ctx = people.admin()) =>
  (await settings.listSettings(ctx, declared)).settings.find((each) => each.key === key) ?? expect.fail(key);
const incidents = () => database.db.prisma.incident.count({ where: { kind: "setting.waiting", state: { not: "closed" } } });

test("failure 72: a dangerous setting is not changed by one person alone: it waits, and who asked does not confirm it", async () => {
  const { id, state, dueAt } = await change(people.admin(), fee.key, 0, 250);
  expect([state, dueAt]).toEqual(["waiting", expect.any(String)]);
  expect(await setting(people.admin(), fee)).toBe(100);
  expect(await incidents()).toBe(1);
  expect(await one(fee.key)).toMatchObject({ value: "100", dangerous: true, waiting: { id, after: "250", mine: true } });
  await expect(confirm(people.admin(), id)).rejects.toMatchObject({ code: "SELF_APPROVAL" });
  // A new admin, whom the first may have made for this.
  await expect(confirm(people.admin2(), id, new Date(Date.now() + 3_600_000))).rejects.toMatchObject({ code: "FORBIDDEN" });
  await expect(change(people.admin2(), fee.key, 0, 300)).rejects.toMatchObject({ code: "INVALID_STATE" });
  expect(await confirm(people.admin2(), id)).toMatchObject({ state: "applied", mine: false });
  expect(await setting(people.admin(), fee)).toBe(250);
  expect(await incidents()).toBe(0);
  expect(await one(fee.key)).toMatchObject({ value: "250", version: 1, waiting: null, changed: { by: expect.any(String) } });
  await expect(confirm(people.admin2(), id)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("what nobody confirms ends with its date, by the clock also where the timer is late", async () => {
  const version = (await one(fee.key)).version;
  const { id } = await change(people.admin(), fee.key, version, 1);
  const row = await database.db.prisma.settingChange.findFirstOrThrow({ where: { state: "waiting" } });
  await database.db.prisma.settingChange.update({ where: { id: row.id }, data: { dueAt: new Date(0) } });
  await expect(confirm(people.admin2(), id)).rejects.toMatchObject({ code: "INVALID_STATE" });
  await inTransaction(people.system(), (tx) => settings.expireSetting(tx, row.id));
  const { data } = await settings.settingHistory(people.admin(), { limit: 1, key: fee.key });
  expect(data).toMatchObject([{ id, state: "expired", endedBy: null }]);
  expect(await incidents()).toBe(0);
  await expect(inTransaction(people.admin(), (tx) => settings.expireSetting(tx, row.id))).rejects.toMatchObject({ code: "FORBIDDEN" });
});

test("who asked takes it back, another refuses it", async () => {
  const { version } = await one(fee.key);
  const mine = await change(people.admin(), fee.key, version, 2);
  expect(await settings.declineSetting(people.admin(), { changeId: mine.id })).toMatchObject({ state: "withdrawn" });
  const theirs = await change(people.admin2(), fee.key, version, 3);
  expect(await settings.declineSetting(people.admin(), { changeId: theirs.id })).toMatchObject({ state: "refused" });
  await expect(confirm(people.admin(), theirs.id)).rejects.toMatchObject({ code: "INVALID_STATE" });
});

test("what was set otherwise since it was asked for is not written over", async () => {
  const { version } = await one(fee.key);
  const { id } = await change(people.admin(), fee.key, version, 77);
  await inTransaction(people.system(), (tx) => store(tx, fee, 42));
  await expect(confirm(people.admin2(), id)).rejects.toMatchObject({ code: "VERSION_CONFLICT" });
  expect(await setting(people.admin(), fee)).toBe(42);
  expect(await one(fee.key)).toMatchObject({ changed: { by: null } });
  await settings.declineSetting(people.admin2(), { changeId: id });
});

test("a change is checked by its setting's own schema, at its place", async () => {
  const { version } = await one(plain.key);
  const refused = (to: unknown) => expect(change(people.admin(), plain.key, version, to)).rejects;
  await refused({ hours: 10 }).toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "value.hours", code: "too_big" }] });
  await refused({ hours: 3, moer: {} }).toMatchObject({ issues: [{ path: "value.moer", code: "unrecognized_keys" }] });
  await refused(plain.usual).toMatchObject({ issues: [{ path: "value", code: "same" }] });
  await expect(change(people.admin(), ours.key, 0, true)).rejects.toMatchObject({ code: "INVALID_STATE" });
  await expect(change(people.admin(), "test.nothing", 0, true)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a change holds at the next call of every process, and two at once are not both made", async () => {
  const { version } = await one(plain.key);
  const outcomes = await atOnce(8, (n) => change(n % 2 ? people.admin() : people.admin2(), plain.key, version, { hours: 3 + n / 100 }));
  expect(succeeded(outcomes)).toHaveLength(1);
  expect(failureCodes(outcomes).every((code) => code === "VERSION_CONFLICT" || code === "BUSY")).toBe(true);
  const [won] = succeeded(outcomes);
  // Nothing is kept in a process: somebody else's next read has it.
  expect(await setting(people.guard(), plain)).toEqual(JSON.parse(won?.after ?? ""));
  const entry = await database.db.prisma.auditEntry.findFirstOrThrow({ where: { action: "settings.changed" }, orderBy: { at: "desc" } });
  expect(entry.payload).toMatchObject({ key: plain.key, reason: "As agreed on Monday", from: { hours: 2 } });
});

test("the history has what it was, what it became, who, and why; it goes on by pages", async () => {
  let { version } = await one(plain.key);
  for (const hours of [4, 5, 6]) {
    await change(people.admin(), plain.key, version, { hours });
    version += 1;
  }
  const first = await settings.settingHistory(people.admin(), { limit: 2, key: plain.key });
  expect(first.data.map(({ before, after }) => [JSON.parse(before).hours, JSON.parse(after).hours])).toEqual([
    [5, 6],
    [4, 5],
  ]);
  const next = await settings.settingHistory(people.admin(), { limit: 2, key: plain.key, cursor: first.meta.nextCursor ?? "" });
  expect(next.data[0]).toMatchObject({ reason: "As agreed on Monday", askedBy: expect.any(String) });
  await expect(settings.settingHistory(people.guard(), { limit: 2 })).rejects.toMatchObject({ code: "FORBIDDEN" });
});
