import { createHash } from "node:crypto";
import { Readable } from "node:stream";
import { beginFileInput, publicId, uuidOf } from "@amanat/contracts";
import { inTransaction, newId } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { beginFile, fileArrived, forgetMade, keepMade } from "./index.ts";
import { photo } from "./testing/pictures.ts";
import { FakeClamd, Store } from "./world.fixture.ts";

/** The SHA-256 that a file's row says is that of the bytes its readers are given, whichever way they came. */

const database = useDatabase();
const MINUTE = 60_000;
/** More than a bucket takes in one part. */
const PAPER = Buffer.concat([Buffer.from("%PDF-1.4\n"), Buffer.alloc(6_000_000, "amanat"), Buffer.from("\n%%EOF")]);
const credentials = { S3_ACCESS_KEY_ID: "somebody", S3_SECRET_ACCESS_KEY: "of a test" };
let people: Cast;
let server: FauxqsServer;
beforeAll(async () => {
  people = await cast(database.db);
  server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1", init: { buckets: ["files"] } });
});
afterAll(() => server.stop());

const paper = { type: "application/pdf", content: PAPER };
const rowOf = (fileId: string) => database.db.prisma.file.findUniqueOrThrow({ where: { id: uuidOf("file", fileId) ?? "" } });

/** What is read, once the row says the same of it. */
async function requireSame(store: Store, fileId: string): Promise<Buffer> {
  const { bytes } = await store.read(people.seller(), fileId);
  const { sha256, size } = await rowOf(fileId);
  expect([size, Buffer.from(sha256 ?? []).toString("hex")]).toEqual([bytes.length, createHash("sha256").update(bytes).digest("hex")]);
  return bytes;
}
async function tend(store: Store): Promise<void> {
  store.hands.pass(11 * MINUTE);
  while ((await store.tend()) > 0);
}

describe.each(["on a disk", "in a bucket"])("%s", (where) => {
  let store: Store;
  beforeAll(async () => {
    store = await Store.open(database.db, where === "on a disk" ? {} : { S3_BUCKET: "files", S3_ENDPOINT: server.address, ...credentials });
  });
  afterAll(() => store.close());

  test("relayed through us: as it came, and a picture as it was written anew", async () => {
    const { id } = await store.send(people.seller(), paper, [PAPER.subarray(0, 1_000), PAPER.subarray(1_000)]);
    expect((await requireSame(store, id)).equals(PAPER)).toBe(true);
    const content = await photo();
    const picture = await store.send(people.seller(), { type: "image/jpeg", content });
    expect((await requireSame(store, picture.id)).equals(content)).toBe(false);
  });

  test("made here; and gone with its bytes", async () => {
    const system = people.system();
    const made = { ownerId: people.seller.id, fileName: "a.zip", subjectId: newId(), withinMs: MINUTE };
    const kept = await keepMade(system, made, Readable.from([PAPER.subarray(0, 10), PAPER.subarray(10)]), store.ports);
    const id = publicId("file", kept.fileId);
    expect((await requireSame(store, id)).equals(PAPER)).toBe(true);
    await inTransaction(system, (tx) => forgetMade(tx, kept.fileId));
    await tend(store);
    expect(await rowOf(id)).toMatchObject({ status: "deleted", objectId: null, sha256: null });
  });
});

test("sent to the bucket itself: of our copy, whatever lies at the sender's address then", async () => {
  const store = await Store.open(database.db, { S3_BUCKET: "files", S3_ENDPOINT: server.address, S3_UPLOADS: "direct", ...credentials });
  for (const [type, content] of [
    ["application/pdf", PAPER],
    ["image/jpeg", await photo()],
  ] as const) {
    const given = beginFileInput.parse({ purpose: "delivery", fileName: "a file", type, size: content.length });
    const { file, upload } = await beginFile(people.seller(), given, store.ports);
    const put = (body: Buffer) => fetch(upload.url, { method: "PUT", headers: upload.headers, body: new Uint8Array(body) });
    await put(content);
    await fileArrived(people.seller(), { fileId: file.id }, store.ports);
    expect((await rowOf(file.id)).sha256).toBeNull();
    await tend(store);
    await put(Buffer.alloc(content.length));
    const read = await requireSame(store, file.id);
    expect(read.equals(content)).toBe(type === "application/pdf");
  }
  await store.close();
});

test("held first: there is none before it may be read", async () => {
  const clamd = await FakeClamd.open();
  const store = await Store.open(database.db, { CLAMD_ADDRESS: clamd.address });
  clamd.say = "error";
  const { id } = await store.send(people.seller(), paper);
  expect(await rowOf(id)).toMatchObject({ status: "held", sha256: null });
  clamd.say = "truth";
  await tend(store);
  expect((await requireSame(store, id)).equals(PAPER)).toBe(true);
  await store.close();
  clamd.close();
});

test("a store that breaks off lets go of what it was given, and nothing can be read", async () => {
  const store = await Store.open(database.db);
  const { storage } = store.ports;
  let source: Readable | undefined;
  store.ports = {
    ...store.ports,
    storage: Object.assign(Object.create(storage) as typeof storage, {
      read: async (path: string) => (source = await storage.read(path)),
      write: (path: string, ...rest: [Readable, { mimeType: string }]) =>
        path.startsWith("tenants/") ? Promise.reject(new Error("the disk is full")) : storage.write(path, ...rest),
    }),
  };
  await expect(store.send(people.seller(), paper)).rejects.toThrow("the disk is full");
  expect(source?.destroyed).toBe(true);
  const kept = await database.db.prisma.file.findFirstOrThrow({ orderBy: [{ createdAt: "desc" }, { id: "desc" }] });
  expect(kept).toMatchObject({ status: "arrived", sha256: null });
  store.ports = { ...store.ports, storage };
  await tend(store);
  expect((await requireSame(store, publicId("file", kept.id))).equals(PAPER)).toBe(true);
  await store.close();
});

test("the database takes no other length", async () => {
  const store = await Store.open(database.db);
  const { id } = await store.send(people.seller(), { type: "text/plain", content: Buffer.from("words") });
  const change = database.db.prisma.file.updateMany({ where: { id: uuidOf("file", id) ?? "" }, data: { sha256: new Uint8Array(31) } });
  await expect(change).rejects.toThrow(/File_sha256_check/);
  await store.close();
});
