import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { beginFileInput, type FilePurpose, publicId } from "@amanat/contracts";
import { changeSetting, type Ctx, inTransaction, newId } from "@amanat/db";
import { type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { afterEach, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { attachFiles, beginFile, linkToFile, openFile, receiveFile, removeFile, rulesOfFiles } from "./index.ts";
import { openClamd } from "./internal/clamd.ts";
import { settle } from "./internal/settle.ts";
import { png } from "./testing/pictures.ts";
import { SETTINGS } from "./settings.ts";
import { EICAR } from "./testing/eicar.ts";
import { FakeClamd, Store } from "./world.fixture.ts";

/** How a file comes, stays and goes. */

const database = useDatabase();
let people: Cast;
let store: Store;
beforeAll(async () => {
  people = await cast(database.db);
});
beforeEach(async () => {
  store = await Store.open(database.db);
});
afterEach(() => store.close());

const PDF = Buffer.from("%PDF-1.4\n%%EOF");
const pdf = { type: "application/pdf", content: PDF };
const MINUTE = 60_000;
const DAY = 24 * 60 * MINUTE;

const usedBytes = async (ctx: Ctx): Promise<number> => (await rulesOfFiles(ctx, store.ports)).usedBytes;

/** Half of what is announced, and then nothing more. */
async function breaksOff(): Promise<unknown> {
  const address = await store.begin(people.stranger(), { ...pdf, size: 2_000 });
  const content = new Readable({ read: () => undefined });
  content.push(Buffer.alloc(1_000));
  const receiving = receiveFile(people.stranger(), { ...address, length: 2_000, content }, store.ports).catch((error: unknown) => error);
  await sleep(50);
  content.destroy();
  return receiving;
}

test("20: hanging up at half leaves no object, and the quota is free", async () => {
  const before = await usedBytes(people.stranger());
  expect(await breaksOff()).toBeInstanceOf(Error);
  expect([await store.onDisk(), await usedBytes(people.stranger())]).toEqual([[], before]);
});

test("19: more than was announced is refused while it comes, less when it ends; nothing is stored", async () => {
  for (const [size, code] of [
    [PDF.length - 1, "PAYLOAD_TOO_LARGE"],
    [PDF.length + 1, "VALIDATION_ERROR"],
  ] as const) {
    const address = await store.begin(people.seller(), { ...pdf, size });
    const given = { ...address, length: null, content: Readable.from([PDF]) };
    await expect(receiveFile(people.seller(), given, store.ports)).rejects.toMatchObject({ code });
    expect(await store.onDisk()).toEqual([]);
  }
  const evidence = beginFileInput.parse({ purpose: "evidence", fileName: "a.pdf", type: "application/pdf", size: 10 });
  await expect(beginFile(people.seller(), evidence, store.ports)).rejects.toMatchObject({
    code: "FILE_REFUSED",
    issues: [{ path: "purpose", code: "file_purpose" }],
  });
  const tooLarge = beginFileInput.parse({ purpose: "delivery", fileName: "a.pdf", type: "application/pdf", size: 11_000_000 });
  await expect(beginFile(people.seller(), tooLarge, store.ports)).rejects.toMatchObject({ code: "PAYLOAD_TOO_LARGE" });
});

test("22: a byte at a time is too slow", async () => {
  store.ports = { ...store.ports, pace: { graceMs: 50, leastPerSecond: 8_192, deadlineMs: 5_000 } };
  const address = await store.begin(people.seller(), { ...pdf, size: 2_000 });
  async function* drops() {
    for (;;) {
      yield Buffer.alloc(1);
      await sleep(20);
    }
  }
  const given = { ...address, length: 2_000, content: Readable.from(drops()) };
  await expect(receiveFile(people.seller(), given, store.ports)).rejects.toMatchObject({ code: "UPLOAD_TOO_SLOW" });
  expect(await store.onDisk()).toEqual([]);
});

describe("21: who dies between object and row", () => {
  test("leaves what the worker begins anew, and nothing of the first attempt stays", async () => {
    const { fileId } = await arrivedFile(await png(), "image/png");
    const row = await database.db.prisma.file.findUniqueOrThrow({ where: { id: fileId } });
    const died = settle(people.seller(), row, store.ports, (point) => {
      if (point === "object written") throw new Error("dies");
    });
    await expect(died).rejects.toThrow("dies");
    expect((await store.onDisk()).filter((name) => name.startsWith("tenants"))).toHaveLength(2);
    store.hands.pass(10 * MINUTE);
    while ((await store.tend()) > 0);
    expect(await store.get(people.seller(), publicId("file", fileId))).toMatchObject({ state: "ready" });
    expect(await store.onDisk()).toHaveLength(2);
  });

  test("or after the row, before the upload is gone: it goes", async () => {
    const { fileId } = await arrivedFile(PDF, "application/pdf");
    const row = await database.db.prisma.file.findUniqueOrThrow({ where: { id: fileId } });
    const died = settle(people.seller(), row, store.ports, (point) => {
      if (point === "row written") throw new Error("dies");
    });
    await expect(died).rejects.toThrow("dies");
    expect(await store.onDisk()).toHaveLength(2);
    store.hands.pass(10 * MINUTE);
    while ((await store.tend()) > 0);
    expect(await store.onDisk()).toEqual([expect.stringMatching(/^tenants\/[0-9a-f-]{36}\/deals\/[0-9a-f-]{36}\/[0-9a-f-]{36}$/)]);
  });

  test("what is attached the moment it is ready keeps its bytes", async () => {
    const { fileId } = await arrivedFile(PDF, "application/pdf");
    const row = await database.db.prisma.file.findUniqueOrThrow({ where: { id: fileId } });
    const { storage } = store.ports;
    const id = publicId("file", fileId);
    // Attached after the row says that it is ready, before the upload is forgotten.
    const attaching = Object.assign(Object.create(storage) as typeof storage, {
      deleteFile: async (path: string) => {
        await inTransaction(people.seller(), (tx) => attachFiles(tx, { fileIds: [id], purpose: "delivery", subjectId: newId() }));
        await storage.deleteFile(path);
      },
    });
    expect(await settle(people.seller(), row, { ...store.ports, storage: attaching })).toMatchObject({
      status: "ready",
      incomingId: null,
      nextAt: null,
    });
    expect((await store.read(people.seller(), id)).bytes).toEqual(PDF);
  });

  /** As a process leaves it that dies once everything has come. */
  async function arrivedFile(content: Buffer, type: string): Promise<{ fileId: string }> {
    const incomingId = newId();
    await store.ports.storage.write(`incoming/${incomingId}`, content, { mimeType: type });
    const fileId = newId();
    const at = new Date();
    const { tenantId } = people.seller().actor as { tenantId: string };
    const said = { purpose: "delivery", fileName: "a file", declaredType: type, size: content.length, status: "arrived" };
    await database.db.prisma.file.create({
      data: { id: fileId, tenantId, ownerId: people.seller.id, ...said, incomingId, nextAt: at, expiresAt: at, createdAt: at },
    });
    return { fileId };
  }
});

describe("29: a link is refused", () => {
  test("when it is over, altered, somebody else's or another tenant's", async () => {
    const { id } = await store.send(people.seller(), pdf);
    const { url, expiresAt } = await linkToFile(people.seller(), { fileId: id, variant: "whole", hours: 1 }, store.ports);
    const [until, signature] = ["until", "signature"].map((name) => new URL(url).searchParams.get(name) ?? "") as [string, string];
    const given = { fileId: id, variant: "whole", until, signature };
    const open = (ctx: Ctx, changes: object = {}) => openFile(ctx, { ...given, ...changes }, store.ports);
    (await open(people.seller())).content.destroy();
    const { id: other } = await store.send(people.seller(), pdf);
    const later = { now: () => Promise.resolve(new Date(new Date(expiresAt).getTime() + 1)) };
    const elsewhere: Ctx = { ...people.seller(), actor: { ...people.seller().actor, tenantId: newId() } };
    for (const [ctx, changes] of [
      [people.seller({ clock: later }), {}],
      [people.seller(), { until: String(Number(until) + 1) }],
      [people.seller(), { until: "NaN" }],
      [people.seller(), { signature: signature.replace(/.$/, (last) => (last === "A" ? "B" : "A")) }],
      [people.seller(), { signature: "" }],
      [people.seller(), { variant: "small" }],
      [people.seller(), { variant: "upload" }],
      [people.seller(), { fileId: other }],
      [people.seller(), { fileId: "../../etc/passwd" }],
      [people.stranger(), {}],
      [people.admin(), {}],
      [elsewhere, {}],
    ] as const)
      await expect(open(ctx, changes)).rejects.toMatchObject({ code: "LINK_INVALID" });
    await expect(open(people.anonymous())).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  });

  test("when its file is gone, or who had it may no longer read it", async () => {
    const { id, version } = await store.send(people.seller(), pdf);
    let member = true;
    store.ports = {
      ...store.ports,
      readers: { delivery: (ctx) => Promise.resolve(member && ctx.actor.kind === "user" && ctx.actor.userId === people.buyer.id) },
    };
    await expect(store.read(people.buyer(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await inTransaction(people.seller(), (tx) => attachFiles(tx, { fileIds: [id], purpose: "delivery", subjectId: newId() }));
    expect((await store.read(people.buyer(), id)).bytes).toEqual(PDF);
    await expect(store.read(people.stranger(), id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    const { url } = await linkToFile(people.buyer(), { fileId: id, variant: "whole", hours: 1 }, store.ports);
    const asked = new URL(url).searchParams;
    const given = { fileId: id, variant: "whole", until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
    member = false;
    await expect(openFile(people.buyer(), given, store.ports)).rejects.toMatchObject({ code: "LINK_INVALID" });
    // What stands somewhere is others' too.
    await expect(removeFile(people.seller(), { fileId: id, version: version + 1 })).rejects.toMatchObject({ code: "INVALID_STATE" });
  });
});

test("what is removed while it comes leaves nothing, and cannot arrive", async () => {
  const address = await store.begin(people.seller(), pdf);
  const content = new Readable({ read: () => undefined });
  const receiving = receiveFile(people.seller(), { ...address, length: PDF.length, content }, store.ports).catch((error: unknown) => error);
  await expect.poll(async () => (await store.get(people.seller(), address.fileId)).version).toBe(2);
  await removeFile(people.seller(), { fileId: address.fileId, version: 2 });
  store.hands.pass(MINUTE);
  while ((await store.tend()) > 0);
  content.push(PDF);
  content.push(null);
  expect(await receiving).toMatchObject({ code: "VERSION_CONFLICT" });
  expect(await store.onDisk()).toEqual([]);
});

test("a stranger's file stands in nobody else's message; one of one's own in one alone, and for what it was sent", async () => {
  const { id } = await store.send(people.seller(), { ...pdf, purpose: "message" });
  const { fileId: begun } = await store.begin(people.seller(), { ...pdf, purpose: "message" });
  const attach = (ctx: Ctx, purpose: FilePurpose, fileIds: readonly string[] = [id]) =>
    inTransaction(ctx, (tx) => attachFiles(tx, { fileIds, purpose, subjectId: newId() }));
  for (const [ctx, purpose, code, fileIds] of [
    [people.stranger(), "message", "NOT_FOUND", [id]],
    [people.admin(), "message", "NOT_FOUND", [id]],
    [{ ...people.seller(), actor: { ...people.seller().actor, tenantId: newId() } }, "message", "NOT_FOUND", [id]],
    [people.seller(), "delivery", "INVALID_STATE", [id]],
    [people.seller(), "message", "INVALID_STATE", [id, begun]],
    [people.seller(), "message", "NOT_FOUND", [id, publicId("file", newId())]],
  ] as const)
    await expect(attach(ctx, purpose, fileIds)).rejects.toMatchObject({ code });
  const both = await Promise.allSettled([attach(people.seller(), "message"), attach(people.seller(), "message")]);
  expect([succeeded(both).length, failureCodes(both)]).toEqual([1, ["INVALID_STATE"]]);
});

test("an address is one person's, and good once", async () => {
  const address = await store.begin(people.seller(), pdf);
  const send = (ctx: Ctx) => receiveFile(ctx, { ...address, length: PDF.length, content: Readable.from([PDF]) }, store.ports);
  await expect(send(people.stranger())).rejects.toMatchObject({ code: "LINK_INVALID" });
  const both = await Promise.allSettled([send(people.seller()), send(people.seller())]);
  expect([succeeded(both).length, failureCodes(both)]).toEqual([1, ["INVALID_STATE"]]);
  await expect(send(people.seller())).rejects.toMatchObject({ code: "INVALID_STATE" });
});

describe("what a scanner says", () => {
  let clamd: FakeClamd;
  beforeEach(async () => {
    clamd = await FakeClamd.open();
    await store.close();
    store = await Store.open(database.db, { CLAMD_ADDRESS: clamd.address });
  });
  afterEach(() => clamd.close());

  test("31: nothing, an error or half an answer means held; held is read by nobody, and passes once it answers", async () => {
    for (const say of ["error", "hangs up"] as const) {
      clamd.say = say;
      const view = await store.send(people.seller(), pdf);
      expect(view.state).toBe("held");
      await expect(store.read(people.seller(), view.id)).rejects.toMatchObject({ code: "INVALID_STATE" });
      store.hands.pass(11 * MINUTE);
      while ((await store.tend()) > 0);
      expect(await store.get(people.seller(), view.id)).toMatchObject({ state: "held" });
    }
    clamd.say = "truth";
    store.hands.pass(11 * MINUTE);
    while ((await store.tend()) > 0);
    const states = await database.db.prisma.file.findMany({ where: { attempts: { gt: 0 } }, select: { status: true } });
    expect(new Set(states.map(({ status }) => status))).toEqual(new Set(["ready"]));
  });

  test("31: silence means held", async () => {
    clamd.say = "nothing";
    store.ports = { ...store.ports, scanner: openClamd(clamd.address, 100) };
    expect((await store.send(people.seller(), pdf)).state).toBe("held");
  });

  test("a clean file of many parts is passed to the scanner whole", async () => {
    const content = Buffer.concat([PDF, Buffer.alloc(3_000_000, 7)]);
    expect((await store.send(people.seller(), { ...pdf, content })).state).toBe("ready");
    const bad = Buffer.concat([PDF, Buffer.alloc(3_000_000, 7), Buffer.from(EICAR)]);
    await expect(store.send(people.seller(), { ...pdf, content: bad })).rejects.toMatchObject({ code: "FILE_REFUSED" });
  });

  test("31: nobody there means held", async () => {
    clamd.close();
    expect((await store.send(people.seller(), pdf)).state).toBe("held");
  });

  test("32: EICAR, also split over parts, is blocked; its sender is told, and its bytes go", async () => {
    const content = Buffer.from(EICAR);
    const parts = Array.from(content, (byte) => Buffer.from([byte]));
    const found = { code: "FILE_REFUSED", issues: [{ path: "content", code: "file_malicious" }] };
    await expect(store.send(people.seller(), { type: "text/plain", content }, parts)).rejects.toMatchObject(found);
    const [row] = await database.db.prisma.file.findMany({ where: { status: "blocked" } });
    const told = await database.db.prisma.event.findMany({ where: { type: "file.changed.v1", subjectId: row?.id ?? "" } });
    expect(told.map(({ payload, channel }) => [(payload as { state: string }).state, channel])).toContainEqual([
      "blocked",
      `user:${people.seller.id}`,
    ]);
    store.hands.pass(MINUTE);
    while ((await store.tend()) > 0);
    expect(await store.onDisk()).toEqual([]);
  });
});

test("33: ten uploads race the quota, and the bound holds", async () => {
  await inTransaction(people.admin(), (tx) => changeSetting(tx, SETTINGS.filesQuota, { bytes: 3_000, count: 2_000 }, 0));
  const begun = await Promise.allSettled(Array.from({ length: 10 }, () => store.begin(people.resolver(), { ...pdf, size: 800 })));
  expect([succeeded(begun).length, new Set(failureCodes(begun))]).toEqual([3, new Set(["FILE_QUOTA"])]);
  expect(await usedBytes(people.resolver())).toBe(2_400);
});

test("what does not come in its time is deleted, and what stands nowhere a day later", async () => {
  const { fileId: late } = await store.begin(people.buyer(), pdf);
  const { id: orphan } = await store.send(people.buyer(), pdf);
  const { id: kept } = await store.send(people.buyer(), pdf);
  await inTransaction(people.buyer(), (tx) => attachFiles(tx, { fileIds: [kept], purpose: "delivery", subjectId: newId() }));
  store.hands.pass(20 * MINUTE);
  while ((await store.tend()) > 0);
  await expect(store.get(people.buyer(), late)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect(await store.get(people.buyer(), orphan)).toMatchObject({ state: "ready" });
  store.hands.pass(DAY);
  while ((await store.tend()) > 0);
  await expect(store.get(people.buyer(), orphan)).rejects.toMatchObject({ code: "NOT_FOUND" });
  expect((await store.read(people.buyer(), kept)).bytes).toEqual(PDF);
  expect(await store.onDisk()).toHaveLength(1);
});
