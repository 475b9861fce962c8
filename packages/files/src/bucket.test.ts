import { Readable } from "node:stream";
import { setTimeout as sleep } from "node:timers/promises";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, expect, test } from "vitest";
import { receiveFile, removeFile } from "./index.ts";
import { photo } from "./testing/pictures.ts";
import { Store } from "./world.fixture.ts";

/** The same in a bucket as on a disk, on a server that speaks S3. */

const database = useDatabase();
let people: Cast;
let server: FauxqsServer;
let store: Store;
beforeAll(async () => {
  people = await cast(database.db);
  server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1", init: { buckets: ["files"] } });
  const credentials = { S3_ACCESS_KEY_ID: "somebody", S3_SECRET_ACCESS_KEY: "of a test" };
  store = await Store.open(database.db, { S3_BUCKET: "files", S3_ENDPOINT: server.address, ...credentials });
});
afterAll(async () => {
  await store.close();
  await server.stop();
});

const PDF = Buffer.from("%PDF-1.4\n%%EOF");
/** Every object there is. */
async function objects(): Promise<string[]> {
  const found: string[] = [];
  for await (const entry of store.ports.storage.list("", { deep: true })) if (entry.isFile) found.push(entry.path);
  return found;
}

test("a picture and a document come, are read and go", async () => {
  const picture = await store.send(people.seller(), { type: "image/jpeg", content: await photo() });
  const paper = await store.send(people.seller(), { type: "application/pdf", content: PDF });
  expect((await store.read(people.seller(), paper.id)).bytes).toEqual(PDF);
  expect((await store.read(people.seller(), picture.id, "small")).bytes.subarray(8, 12).toString()).toBe("WEBP");
  expect((await objects()).map((path) => path.split("/")[0])).toEqual(["tenants", "tenants", "tenants"]);
  for (const { id, version } of [picture, paper]) await removeFile(people.seller(), { fileId: id, version });
  store.hands.pass(60_000);
  while ((await store.tend()) > 0);
  expect(await objects()).toEqual([]);
});

test("19, 20: what is too much and what breaks off leave no object", async () => {
  const large = { type: "application/pdf", content: Buffer.alloc(6_000_000), size: 5_500_000 };
  const first = await store.begin(people.seller(), large);
  const parts = Array.from({ length: 60 }, () => Buffer.alloc(100_000));
  await expect(receiveFile(people.seller(), { ...first, length: null, content: Readable.from(parts) }, store.ports)).rejects.toMatchObject({
    code: "PAYLOAD_TOO_LARGE",
  });
  const second = await store.begin(people.seller(), large);
  const content = new Readable({ read: () => undefined });
  content.push(Buffer.alloc(3_000_000));
  const receiving = receiveFile(people.seller(), { ...second, length: null, content }, store.ports).catch((error: unknown) => error);
  await sleep(100);
  content.destroy();
  expect(await receiving).toBeInstanceOf(Error);
  expect(await objects()).toEqual([]);
});
