import { mkdtemp } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { Readable } from "node:stream";
import { type ArchiveReader, openArchive } from "@amanat/archive";
import { publicId } from "@amanat/contracts";
import { type Ctx, newId, TENANT_ID } from "@amanat/db";
import { type FilePorts, filePorts, linkToFile, openFile } from "@amanat/files";
import { createRequest } from "@amanat/marketplace";
import { myData, requestExport } from "@amanat/retention";
import { type Cast, cast, proved, testClock, useDatabase } from "@amanat/testing";
import { beforeEach, expect, test } from "vitest";
import { DEPARTURES } from "./departure-ports.ts";
import { FILE_READERS } from "./file-readers.ts";
import { MODULES } from "./modules.ts";

/** A person's archive of everything that is held about them, from every context, made by the worker. */

const database = useDatabase({ jobs: true });
const LIMITS = { entries: 1_000, entryBytes: 10_000_000, bytes: 50_000_000, ratio: 1_000 };
const ports = { abouts: () => MODULES, departures: DEPARTURES };
let people: Cast;
let files: FilePorts;
let clock: ReturnType<typeof testClock>;

beforeEach(async () => {
  people = await cast(database.db);
  clock = testClock();
  const stored = { UPLOAD_PATH: await mkdtemp(path.join(tmpdir(), "exports-")), MAX_FILE_SIZE: 1_000_000, S3_REGION: "nowhere" } as const;
  files = filePorts({ JWT_SECRET: "of a test", FRONTEND_URL: "http://localhost:3000", S3_UPLOADS: "relayed", ...stored }, FILE_READERS);
});

const turnOf = (name: string): ((ctx: Ctx) => Promise<unknown>) => {
  const chores = MODULES.flatMap((module) => (module.name === "retention" ? (module.loops?.({ files } as never) ?? []) : []));
  return chores.find((chore) => chore.name === name)?.turn ?? expect.fail(name);
};
const system = () => people.system({ clock });
const work = () => turnOf("exports")(system());
const ask = () => proved(people.buyer({ clock }), (sure) => requestExport(sure, { files: true }));
const mine = () => myData(people.buyer({ clock }), ports);

async function bytesOf(ctx: Ctx, fileId: string): Promise<Blob> {
  const { url } = await linkToFile(ctx, { fileId, variant: "whole", hours: 1 }, files);
  const asked = new URL(url).searchParams;
  const given = { fileId, variant: "whole", until: asked.get("until") ?? "", signature: asked.get("signature") ?? "" };
  const { content } = await openFile(ctx, given, files);
  const parts: Buffer[] = [];
  for await (const part of content as AsyncIterable<Buffer>) parts.push(part);
  return new Blob(parts.map((part) => new Uint8Array(part)));
}
const textOf = async (archive: ArchiveReader, name: string) => new TextDecoder().decode(await archive.bytes(name));

const wish = (title: string) =>
  ({
    title,
    description: "Something that only they would want",
    productType: "physical_product",
    category: "electronics",
    asset: "eip155:31337/erc20:0xa7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
    budgetMin: "1000000000000000000000",
    budgetMax: "2000000000000000000000",
    delivery: { mode: "physical", country: "IR", city: "Shiraz", address: "Zand 1", postalCode: "71345" },
  }) as const;

async function lived(): Promise<void> {
  const asset = {
    id: "eip155:31337/erc20:0xa7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
    chain: "eip155:31337",
    chainName: "Test",
    token: "0xa7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7a7",
    symbol: "TST",
    name: "Test",
    decimals: 18,
  };
  await database.db.prisma.asset.upsert({ where: { id: asset.id }, create: asset, update: {} });
  await createRequest(people.buyer({ clock }), wish("A camera of the buyer's"));
  await createRequest(people.seller({ clock }), wish("A lens of the seller's"));
  const [id, objectId] = [newId(), newId()];
  await files.storage.write(`tenants/${TENANT_ID}/chat/${id}/${objectId}`, Readable.from([Buffer.from("a picture")]));
  const at = new Date();
  const file = {
    id,
    tenantId: TENANT_ID,
    ownerId: people.buyer.id,
    purpose: "message",
    fileName: "عکس.PDF",
    declaredType: "application/pdf",
  };
  await database.db.prisma.file.create({
    data: { ...file, type: "application/pdf", size: 9, status: "ready", objectId, subjectId: newId(), expiresAt: at, createdAt: at },
  });
}

test("the archive has a list for everything that every context holds, their files, and a page that says so", async () => {
  await lived();
  await ask();
  await work();
  const { exports } = await mine();
  expect(exports).toMatchObject([{ status: "ready" }]);
  const archive = await openArchive(await bytesOf(people.buyer({ clock }), exports[0]?.fileId ?? ""), LIMITS);
  const lists = MODULES.flatMap(({ name, about }) =>
    "nothing" in about ? [] : Object.keys(about.held).map((list) => `${name}/${list}.jsonl`),
  );
  const own = [...archive.names].filter((name) => name.startsWith("files/") && !name.endsWith(".jsonl"));
  expect([...archive.names].toSorted()).toEqual([...lists, "index.html", ...own].toSorted());
  expect(own).toHaveLength(1);
  expect(await textOf(archive, own[0] ?? "")).toBe("a picture");

  for (const list of lists)
    for (const line of (await textOf(archive, list)).split("\n").filter(Boolean)) expect(JSON.parse(line)).toHaveProperty("id");
  const requests = await textOf(archive, "marketplace/requests.jsonl");
  expect(requests).toContain("A camera of the buyer's");
  expect(requests).toContain('"1000000000000000000000"');
  const page = await textOf(archive, "index.html");
  for (const list of lists) expect(page).toContain(`href="${list}"`);
});

test("nothing of anybody else, and no secret, is in it", async () => {
  await lived();
  await ask();
  await work();
  const [made] = (await mine()).exports;
  const archive = await openArchive(await bytesOf(people.buyer({ clock }), made?.fileId ?? ""), LIMITS);
  const all = (await Promise.all([...archive.names].map((name) => textOf(archive, name)))).join("\n");
  for (const other of ["A lens of the seller's", people.seller.email, people.seller.id, publicId("user", people.seller.id)])
    expect(all).not.toContain(other);
  expect(all).not.toMatch(/"(hash|tokenHash|passwordHash|publicKey|salt|p256dh)"/);
});

test("only its person fetches it, until its time is over", async () => {
  await ask();
  await work();
  const fileId = (await mine()).exports[0]?.fileId ?? "";
  for (const other of [people.seller, people.admin])
    await expect(linkToFile(other(), { fileId, variant: "whole", hours: 1 }, files)).rejects.toMatchObject({ code: "NOT_FOUND" });
  clock.advance(7 * 86_400_000);
  await work();
  expect((await mine()).exports).toMatchObject([{ status: "expired", fileId: null }]);
  await expect(linkToFile(people.buyer(), { fileId, variant: "whole", hours: 1 }, files)).rejects.toMatchObject({ code: "NOT_FOUND" });
});

test("a worker that dies over it leaves it to the next, and three are enough", async () => {
  await ask();
  const { storage } = files;
  files = {
    ...files,
    storage: Object.assign(Object.create(storage) as typeof storage, { write: () => Promise.reject(new Error("no room")) }),
  };
  for (let n = 0; n < 3; n += 1) {
    await work();
    expect((await mine()).exports).toMatchObject([{ status: "asked" }]);
    clock.advance(21 * 60_000);
  }
  await work();
  expect((await mine()).exports).toMatchObject([{ status: "failed" }]);
  files = { ...files, storage };
  await ask();
  await work();
  expect((await mine()).exports[0]).toMatchObject({ status: "ready" });
});
