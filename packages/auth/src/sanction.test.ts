import { type Access, MATRIX, publicId } from "@amanat/contracts";
import { createCtx, inTransaction, newId, runTimer } from "@amanat/db";
import { atOnce, type Cast, cast, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import * as auth from "./index.ts";
import type { Tie, TiesOf } from "./ports.ts";
import { channelsOf } from "./channels.ts";

const database = useDatabase({ jobs: true });
const PASSWORD = "correct horse battery";
let people: Cast;
beforeEach(async () => {
  people = await cast(database.db);
});

const ban = (userId: string, cause = "ruling:1", by: string | null = people.resolver.id) =>
  inTransaction(people.system(), (tx) => auth.sanction(tx, { userId, kind: "ban", cause, by }));
const nothing: TiesOf = () => Promise.resolve([]);
const deal: Tie = { kind: "deal", id: "deal_1" };
const tick = (userId: string, tiesOf: TiesOf) =>
  runTimer(people.system(), auth.authTimers(tiesOf), { purpose: "ban_due", subjectId: userId });
const standingOf = async (id: string) => (await database.db.prisma.user.findUniqueOrThrow({ where: { id } })).standing;
const eventsAbout = async (subjectId: string) =>
  (await database.db.prisma.event.findMany({ where: { subjectId, channel: `user:${subjectId}` }, orderBy: { seq: "asc" } })).map(
    ({ type }) => type,
  );

/** Somebody with a password, signed in by a browser. */
async function member(roles: ("buyer" | "seller" | "guard")[] = ["buyer", "seller"]) {
  const email = `${newId()}@amanat.test`;
  const id = await auth.ensureUser(database.db, { email, password: PASSWORD, name: "Person", roles });
  const enter = async () => {
    const proven = await auth.provePassword(people.anonymous(), { email, password: PASSWORD });
    return auth.enterAsBrowser(people.anonymous(), proven, { userAgent: "vitest", address: "::1" });
  };
  const { token } = await enter();
  const actor = () => auth.actorFromCredential(database.db, { carrier: "cookie", token, address: "::1" });
  return { id, email, enter, actor };
}

test("a ban restricts at once, and bans when nothing runs any more", async () => {
  const person = await member();
  expect(await ban(person.id)).toBe(true);
  expect(await standingOf(person.id)).toBe("restricted");
  expect(await person.actor()).toMatchObject({ restricted: true });
  expect(await person.enter()).toMatchObject({ token: expect.any(String) });

  await tick(person.id, () => Promise.resolve([deal]));
  expect(await standingOf(person.id)).toBe("restricted");
  await database.db.prisma.deadline.updateMany({ where: { purpose: "ban_due", subjectId: person.id }, data: { dueAt: new Date(0) } });
  await tick(person.id, nothing);
  expect(await standingOf(person.id)).toBe("banned");
  await expect(person.actor()).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  await expect(person.enter()).rejects.toMatchObject({ code: "ACCOUNT_BANNED" });
  expect(await eventsAbout(person.id)).toEqual(["user.restricted.v1", "user.banned.v1"]);
});

test("whoever does not know the password is not told of the ban", async () => {
  const person = await member();
  await ban(person.id);
  await tick(person.id, nothing);
  const wrong = { email: person.email, password: "something else entirely" };
  await expect(auth.provePassword(people.anonymous(), wrong)).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
});

test("one sanction of each kind and cause, however often and however many at once", async () => {
  const { id } = people.seller;
  const outcomes = succeeded(await atOnce(8, () => ban(id)));
  expect(outcomes.filter(Boolean)).toHaveLength(1);
  expect(outcomes).toHaveLength(8);
  expect(await ban(id, "ruling:2")).toBe(true);
  expect(await database.db.prisma.sanction.count({ where: { userId: id } })).toBe(2);
  expect(await eventsAbout(id)).toEqual(["user.restricted.v1"]);
});

test("a warning is told and changes nothing", async () => {
  const { id } = people.seller;
  const warn = () =>
    inTransaction(people.system(), (tx) => auth.sanction(tx, { userId: id, kind: "warning", cause: "ruling:1", by: people.resolver.id }));
  expect([await warn(), await warn()]).toEqual([true, false]);
  expect(await standingOf(id)).toBe("active");
  expect(await eventsAbout(id)).toEqual(["user.warned.v1"]);
  const [entry] = await database.db.prisma.auditEntry.findMany({ where: { subjectId: id, action: "auth.sanction.warning" } });
  expect(entry?.payload).toMatchObject({ cause: "ruling:1" });
});

test("staff who are restricted are staff no more: signed out, no role, no room", async () => {
  const person = await member(["buyer", "guard"]);
  await ban(person.id);
  await expect(person.actor()).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  const { token } = await person.enter();
  const actor = await auth.actorFromCredential(database.db, { carrier: "cookie", token, address: "::1" });
  expect(actor).toMatchObject({ restricted: true, roles: ["buyer"] });
  expect(await channelsOf(database.db, [actor])).toEqual([[`user:${person.id}`]]);
});

test("an API key goes on while deals run, restricted as its owner is, and ends with the ban", async () => {
  const person = await member();
  const ctx = createCtx(database.db, await person.actor());
  const wanted = { name: "Shop", scopes: ["deals:read" as const], cidrs: [], days: 30 };
  const { key } = await proved(ctx, (sure) => auth.createApiKey(sure, wanted, "test"));
  const asked = () => auth.actorFromCredential(database.db, { carrier: "bearer", token: key, address: "::1" });
  await ban(person.id);
  expect(await asked()).toMatchObject({ restricted: true });
  await tick(person.id, nothing);
  await expect(asked()).rejects.toMatchObject({ code: "INVALID_TOKEN" });
});

test("a ban that is lifted: as everybody else again, and the timer only ends", async () => {
  const person = await member();
  await ban(person.id);
  const { version } = await database.db.prisma.user.findUniqueOrThrow({ where: { id: person.id } });
  const userId = publicId("user", person.id);
  await proved(people.admin(), (sure) => auth.liftBan(sure, { userId, version }));
  await tick(person.id, nothing);
  expect(await standingOf(person.id)).toBe("active");
  expect((await person.actor()).restricted).toBeUndefined();
  expect(await eventsAbout(person.id)).toEqual(["user.restricted.v1", "user.reinstated.v1"]);
  expect(await ban(person.id, "ruling:3")).toBe(true);
  expect(await standingOf(person.id)).toBe("restricted");
});

test("nothing that begins something new is for whoever is restricted, and nothing of staff's", () => {
  const rows: [string, Access][] = Object.entries(MATRIX.procedures);
  const may = rows.filter(([, row]) => row.restricted).map(([path]) => path);
  for (const begins of ["marketplace.createRequest", "marketplace.submitOffer", "marketplace.acceptOffer", "auth.createApiKey"])
    expect(may).not.toContain(begins);
  expect(rows.filter(([, row]) => row.restricted && typeof row.who !== "string")).toEqual([]);
});
