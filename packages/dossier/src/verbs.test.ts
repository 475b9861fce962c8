import { changeSetting, inTransaction } from "@amanat/db";
import { type Cast, cast, describeVerbs, type Scene, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { ownDossier, requestDossier } from "./index.ts";
import { SETTINGS } from "./settings.ts";
import { House } from "./world.fixture.ts";

const database = useDatabase();
let people: Cast;
let house: House;
beforeEach(async () => {
  people = await cast(database.db);
  house = new House(database.db, people);
  // What one test leaves is not another's to make.
  await database.db.prisma.dossier.deleteMany();
  await database.db.prisma.setting.deleteMany();
});

describeVerbs("dossier", () => ({ db: database.db, people }), {
  request: () => {
    const request =
      (dealId: string): Scene["act"] =>
      (ctx) =>
        requestDossier(ctx, { dealId }, house.source);
    const [one, other] = [house.deal(), house.deal()];
    return Promise.resolve({ by: people.buyer, act: request(one), other: request(other), stranger: "NOT_FOUND", again: "INVALID_STATE" });
  },
});

const limits = (change: Partial<(typeof SETTINGS.dossierLimits)["usual"]>) =>
  inTransaction(people.system(), (tx) => changeSetting(tx, SETTINGS.dossierLimits, { ...SETTINGS.dossierLimits.usual, ...change }));
const states = async (dealId: string) => (await house.rows(dealId)).map(({ status }) => status);

test("a record is made, told of, replaced by a newer one, and taken away when its days are over", async () => {
  const dealId = house.deal();
  await requestDossier(house.buyer(), { dealId }, house.source);
  await house.turn();
  expect(await ownDossier(house.buyer(), { dealId }, house.source)).toMatchObject({ dossier: { state: "ready", progress: 100 } });
  expect(house.stored.size).toBe(1);
  const [first] = house.stored.keys();
  await requestDossier(house.buyer(), { dealId }, house.source);
  await house.turn();
  expect(await states(dealId)).toEqual(["expired", "ready"]);
  expect(house.stored.has(first ?? "")).toBe(false);
  expect(house.stored.size).toBe(1);
  house.hands.at += 8 * 24 * 3_600_000;
  await house.turn();
  await house.turn();
  expect(await states(dealId)).toEqual(["expired", "expired"]);
  expect(house.stored.size).toBe(0);
  const events = await database.db.prisma.event.findMany({
    where: { type: "dossier.changed.v1", channel: `user:${people.buyer.id}` },
    orderBy: { seq: "asc" },
  });
  expect(events.map(({ payload }) => (payload as { state: string }).state)).toEqual([
    "asked",
    "making",
    "ready",
    "expired",
    "asked",
    "making",
    "ready",
    "expired",
  ]);
});

test("what is booked and not sealed yet is waited for", async () => {
  const dealId = house.deal();
  house.isSealed = false;
  await requestDossier(house.buyer(), { dealId }, house.source);
  await house.turn();
  expect(await states(dealId)).toEqual(["asked"]);
  house.isSealed = true;
  await house.turn();
  expect(await states(dealId)).toEqual(["asked"]);
  house.hands.at += 60_000;
  await house.turn();
  expect(await states(dealId)).toEqual(["ready"]);
});

test("a worker that dies leaves its record to the next, and nothing lies anywhere", async () => {
  const dealId = house.deal();
  await requestDossier(house.buyer(), { dealId }, house.source);
  const { write } = house.outside.files.storage;
  house.outside.files.storage.write = async (path, content, options) => {
    await write(path, content, options);
    // As after a kill: the row still says that it is being made.
    throw new Error("killed");
  };
  await house.turn();
  expect(house.stored.size).toBe(0);
  house.outside.files.storage.write = write;
  house.hands.at += 60_000;
  await house.turn();
  expect(await states(dealId)).toEqual(["ready"]);
  expect(house.stored.size).toBe(1);
});

test("what is never made has failed in the end, and can be asked for anew", async () => {
  const dealId = house.deal();
  await requestDossier(house.buyer(), { dealId }, house.source);
  house.outside.files.storage.write = () => Promise.reject(new Error("no room"));
  for (let turn = 0; turn < 10; turn += 1) {
    await house.turn();
    house.hands.at += 20 * 60_000;
  }
  expect((await house.rows(dealId)).map(({ status, fault }) => `${status} ${fault}`)).toEqual(["failed broken"]);
  await requestDossier(house.buyer(), { dealId }, house.source);
  expect(await states(dealId)).toEqual(["failed", "asked"]);
});

test("more than a record may hold is said, and leaves nothing", async () => {
  const dealId = house.deal();
  await limits({ lines: 2 });
  house.messages.push(...Array.from({ length: 3 }, (_, n) => ({ type: "conversation", conversation: `conv_${n}`, lastSeq: 0 })));
  await requestDossier(house.buyer(), { dealId }, house.source);
  await house.turn();
  expect((await house.rows(dealId)).map(({ status, fault }) => `${status} ${fault}`)).toEqual(["failed too_large"]);
  expect(house.stored.size).toBe(0);
});

test("a person asks for so many in a day, and no more wait than there may", async () => {
  await limits({ perDay: 2 });
  await requestDossier(people.seller(), { dealId: house.deal() }, house.source);
  await requestDossier(people.seller(), { dealId: house.deal() }, house.source);
  await expect(requestDossier(people.seller(), { dealId: house.deal() }, house.source)).rejects.toMatchObject({ code: "DOSSIER_LIMIT" });
  await limits({ waiting: 1 });
  await expect(requestDossier(people.buyer(), { dealId: house.deal() }, house.source)).rejects.toMatchObject({ code: "BUSY" });
});
