import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import S3rver from "@20minutes/s3rver";
import { type BegunFile, beginFileInput } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import { type Cast, cast, useDatabase } from "@amanat/testing";
import { type FauxqsServer, startFauxqs } from "fauxqs";
import { afterAll, beforeAll, beforeEach, describe, expect, test } from "vitest";
import { beginFile, fileArrived, filePorts, uploadOrigin } from "./index.ts";
import { png } from "./testing/pictures.ts";
import { EICAR } from "./testing/eicar.ts";
import { Store } from "./world.fixture.ts";

/** Files that are sent to the bucket itself. One server checks signatures and can not list, the other lists and looks at no signature. */

const database = useDatabase();
const MINUTE = 60_000;
const PDF = Buffer.from("%PDF-1.4\n%%EOF");
let people: Cast;
beforeAll(async () => {
  people = await cast(database.db);
});

const begin = (store: Store, type: string, size: number, ctx: Ctx = people.seller()): Promise<BegunFile> =>
  beginFile(ctx, beginFileInput.parse({ purpose: "delivery", fileName: "a file", type, size }), store.ports);
const put = async ({ upload }: BegunFile, body: Buffer | string, headers = upload.headers): Promise<number> =>
  (await fetch(upload.url, { method: "PUT", headers, body: new Uint8Array(Buffer.from(body)) })).status;

describe("an address of the bucket", () => {
  let directory: string;
  let server: S3rver;
  let store: Store;
  beforeAll(async () => {
    directory = await mkdtemp(path.join(tmpdir(), "bucket-"));
    server = new S3rver({ port: 0, address: "127.0.0.1", silent: true, directory, configureBuckets: [{ name: "files" }] });
    const { port } = await server.run();
    const S3_ENDPOINT = `http://127.0.0.1:${port}`;
    const keys = { S3_ACCESS_KEY_ID: "S3RVER", S3_SECRET_ACCESS_KEY: "S3RVER" };
    store = await Store.open(database.db, { S3_BUCKET: "files", S3_ENDPOINT, S3_UPLOADS: "direct", ...keys });
    expect(uploadOrigin({ S3_BUCKET: "files", S3_REGION: "us-east-1", S3_ENDPOINT, S3_UPLOADS: "direct" })).toBe(S3_ENDPOINT);
  });
  afterAll(async () => {
    await store.close();
    await server.close();
    await rm(directory, { recursive: true });
  });

  test("30: takes what was signed: 8 bytes for 5, another type or another name are answered 403", async () => {
    const begun = await begin(store, "application/pdf", PDF.length);
    expect(begun.upload).toMatchObject({ method: "PUT", report: true });
    expect(await put(begun, Buffer.concat([PDF, Buffer.alloc(3)]))).toBe(403);
    expect(await put(begun, PDF.subarray(1))).toBe(403);
    expect(await put(begun, PDF, { "content-type": "text/html" })).toBe(403);
    const other = { ...begun.upload, url: begun.upload.url.replace(/uploads\/....../, "uploads/000000") };
    expect(await put({ ...begun, upload: other }, PDF)).toBe(403);
    expect((await fetch(begun.upload.url)).status).toBe(403);
    await expect(fileArrived(people.seller(), { fileId: begun.file.id }, store.ports)).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await put(begun, PDF)).toBe(200);
    expect(await fileArrived(people.seller(), { fileId: begun.file.id }, store.ports)).toMatchObject({ state: "arrived" });
    store.hands.pass(MINUTE);
    while ((await store.tend()) > 0);
    expect((await store.read(people.seller(), begun.file.id)).bytes).toEqual(PDF);
  });

  test("30: is over after fifteen minutes", async () => {
    const ago = { now: () => Promise.resolve(new Date(Date.now() - 16 * MINUTE)) };
    expect(await put(await begin(store, "application/pdf", PDF.length, people.seller({ clock: ago })), PDF)).toBe(403);
  });
});

test("pages may send to where a bucket's addresses lead, with Amazon too", async () => {
  for (const S3_BUCKET of ["files", "files.of.amanat"]) {
    const keys = { S3_ACCESS_KEY_ID: "somebody", S3_SECRET_ACCESS_KEY: "of a test" };
    const env = { S3_BUCKET, S3_REGION: "eu-central-1", S3_UPLOADS: "direct", ...keys } as const;
    const rest = { UPLOAD_PATH: tmpdir(), JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", MAX_FILE_SIZE: 1_000 };
    const { signUpload } = filePorts({ ...env, ...rest }, {});
    const url = await signUpload?.({ path: "uploads/x", type: "text/plain", size: 1, from: new Date(), ms: MINUTE });
    expect(new URL(url ?? "").origin).toBe(uploadOrigin(env));
  }
  expect(uploadOrigin({ S3_BUCKET: "files", S3_REGION: "x", S3_UPLOADS: "relayed" })).toBeNull();
  expect(uploadOrigin({ S3_REGION: "x", S3_UPLOADS: "direct" })).toBeNull();
});

describe("what is in the bucket", () => {
  let server: FauxqsServer;
  let store: Store;
  beforeAll(async () => {
    server = await startFauxqs({ port: 0, logger: false, host: "127.0.0.1", init: { buckets: ["files"] } });
  });
  beforeEach(async () => {
    const keys = { S3_ACCESS_KEY_ID: "somebody", S3_SECRET_ACCESS_KEY: "of a test" };
    store = await Store.open(database.db, { S3_BUCKET: "files", S3_ENDPOINT: server.address, S3_UPLOADS: "direct", ...keys });
    return () => store.close();
  });
  afterAll(() => server.stop());

  const arrived = (fileId: string, ctx: Ctx = people.seller()) => fileArrived(ctx, { fileId }, store.ports);
  /** The worker's turn, a minute later. */
  async function tend(): Promise<void> {
    store.hands.pass(MINUTE);
    while ((await store.tend()) > 0);
  }
  /** The first part of every object's name. */
  async function objects(): Promise<string[]> {
    const found: string[] = [];
    for await (const entry of store.ports.storage.list("", { deep: true })) if (entry.isFile) found.push(entry.path.split("/")[0] ?? "");
    return found.toSorted();
  }

  test("arrives when its sender says so, is looked at like every other, and goes", async () => {
    const content = await png();
    const begun = await begin(store, "image/png", content.length);
    const { id } = begun.file;
    await expect(arrived(id)).rejects.toMatchObject({ code: "INVALID_STATE" });
    expect(await put(begun, content)).toBe(200);
    await expect(arrived(id, people.stranger())).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await arrived(id)).toMatchObject({ state: "arrived" });
    await expect(arrived(id)).rejects.toMatchObject({ code: "INVALID_STATE" });
    await tend();
    const view = await store.get(people.seller(), id);
    expect(view).toMatchObject({ state: "ready", type: "image/webp" });
    expect((await store.read(people.seller(), id)).bytes.subarray(8, 12).toString()).toBe("WEBP");
    // The worker looks again when nothing can come any more.
    store.hands.pass(76 * MINUTE);
    await tend();
    expect(await objects()).toEqual(["tenants", "tenants"]);
    store.hands.pass(24 * 60 * MINUTE);
    await tend();
    expect(await objects()).toEqual([]);
  });

  test("of another size than was announced has not arrived; a bucket that takes it is not believed", async () => {
    const begun = await begin(store, "application/pdf", PDF.length);
    for (const [content, code] of [
      [PDF.subarray(1), "too_small"],
      [Buffer.concat([PDF, PDF]), "too_big"],
    ] as const) {
      await put(begun, content);
      await expect(arrived(begun.file.id)).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "size", code }] });
    }
    await put(begun, PDF);
    await arrived(begun.file.id);
    // It grows between being said to be there and being copied.
    await put(begun, Buffer.concat([PDF, PDF]));
    await tend();
    expect(await store.get(people.seller(), begun.file.id)).toMatchObject({ state: "refused", fault: "file_broken" });
  });

  test("written again while it is looked at: what is read is what was scanned", async () => {
    const bad = Buffer.from(EICAR.slice(0, PDF.length));
    const begun = await begin(store, "application/pdf", PDF.length);
    await put(begun, PDF);
    const scanned: Buffer[] = [];
    store.ports = {
      ...store.ports,
      scanner: {
        isMalicious: async (content) => {
          scanned.push(Buffer.concat(await content.toArray()));
          await put(begun, bad);
          return false;
        },
      },
    };
    await arrived(begun.file.id);
    await tend();
    await put(begun, bad);
    expect(scanned).toEqual([PDF]);
    expect((await store.read(people.seller(), begun.file.id)).bytes).toEqual(PDF);
    store.hands.pass(76 * MINUTE);
    await tend();
    expect((await objects()).filter((place) => place !== "tenants")).toEqual([]);
  });

  test("21: who dies while copying leaves what the worker begins anew", async () => {
    const begun = await begin(store, "application/pdf", PDF.length);
    await put(begun, PDF);
    await arrived(begun.file.id);
    const { storage } = store.ports;
    const dying = (point: "before" | "after") =>
      Object.assign(Object.create(storage) as typeof storage, {
        copyFile: async (from: string, to: string) => {
          if (point === "after") await storage.copyFile(from, to);
          throw new Error("dies");
        },
      });
    const { ports } = store;
    for (const point of ["before", "after"] as const) {
      store.ports = { ...ports, storage: dying(point) };
      await tend();
      store.hands.pass(3 * MINUTE);
    }
    store.ports = ports;
    await tend();
    expect((await store.read(people.seller(), begun.file.id)).bytes).toEqual(PDF);
    expect((await objects()).filter((place) => place === "incoming")).toEqual([]);
  });

  test("and nobody said so: it is deleted when its address is over, and once more when nothing can come", async () => {
    const begun = await begin(store, "application/pdf", PDF.length);
    await put(begun, PDF);
    const place = new URL(begun.upload.url).pathname.replace("/files/", "");
    expect(await store.ports.storage.fileExists(place)).toBe(true);
    store.hands.pass(16 * MINUTE);
    await tend();
    await expect(arrived(begun.file.id)).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect(await store.ports.storage.fileExists(place)).toBe(false);
    // An upload that began in the address's last second ends now.
    await put(begun, PDF);
    store.hands.pass(60 * MINUTE);
    await tend();
    expect(await store.ports.storage.fileExists(place)).toBe(false);
  });
});
