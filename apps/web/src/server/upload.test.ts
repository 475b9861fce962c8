import { mkdtemp, readdir } from "node:fs/promises";
import { type IncomingMessage, request } from "node:http";
import { tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureUser } from "@amanat/auth";
import type { BegunFile, FileView } from "@amanat/contracts";
import { createAmanat } from "@amanat/sdk";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

const house = useDatabase();
const PASSWORD = "correct horse battery";
const PDF = Buffer.from("%PDF-1.4\n<html><script>alert(1)</script></html>\n%%EOF");
let door: Door;
let directory: string;
const tokens = new Map<string, string>();

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "uploads-"));
  door = await openDoor(house.urls.app, { UPLOAD_PATH: directory });
  for (const name of ["seller", "stranger"]) {
    const email = `${name}@amanat.test`;
    await ensureUser(door.built.services.db, { email, password: PASSWORD, name, roles: ["buyer", "seller"] });
    tokens.set(name, await bearerOf(door, email, PASSWORD));
  }
});
afterAll(() => door.close());

const sdk = (name = "seller") => createAmanat({ baseUrl: door.origin, token: tokens.get(name) ?? null });
const bearer = (name = "seller") => ({ authorization: `Bearer ${tokens.get(name)}` });
const begin = (size: number): Promise<BegunFile> =>
  sdk().files.begin({ purpose: "delivery", fileName: "رسید (1).pdf", type: "application/pdf", size });
const put = (url: string, body: Buffer, headers: Record<string, string> = bearer()) =>
  fetch(url, { method: "PUT", body: new Uint8Array(body), headers });
const codeOf = async (answer: Response): Promise<string> =>
  ((await answer.json()) as { error: { data: { amanat: { code: string } } } }).error.data.amanat.code;
const stored = async (): Promise<string[]> => (await readdir(path.join(directory, "incoming"), { recursive: true })).map(String);

/** A body without a length, in parts, until the answer comes. */
function inChunks(url: string, parts: number, size: number): Promise<number> {
  return new Promise((resolve, reject) => {
    const sent = request(url, { method: "PUT", headers: bearer() }, (res) => {
      resolve(res.statusCode ?? 0);
      res.resume();
    });
    sent.on("error", reject);
    const write = (left: number): void => {
      if (left === 0) sent.end();
      else sent.write(Buffer.alloc(size), () => write(left - 1));
    };
    write(parts);
  });
}

test("a file is begun, sent, and read by its link: as attachment, in a sandbox, and under its name", async () => {
  const { file, upload } = await begin(PDF.length);
  const answer = await put(upload.url, PDF);
  expect([answer.status, ((await answer.json()) as FileView).state]).toEqual([200, "ready"]);
  const { url } = await sdk().files.link({ fileId: file.id });
  const read = await fetch(url, { headers: bearer() });
  expect(Object.fromEntries(read.headers)).toMatchObject({
    "content-type": "application/pdf",
    "content-length": String(PDF.length),
    "content-disposition": "attachment; filename*=UTF-8''%D8%B1%D8%B3%DB%8C%D8%AF%20%281%29.pdf",
    "content-security-policy": "sandbox; default-src 'none'",
    "x-content-type-options": "nosniff",
    "cache-control": "private, no-store",
  });
  expect(Buffer.from(await read.arrayBuffer())).toEqual(PDF);
});

describe("abuse 48: an upload", () => {
  test("19: of 11 MB in chunks is refused with 413 while it comes, and nothing is stored", async () => {
    const { upload } = await begin(10_000_000);
    expect(await inChunks(upload.url, 176, 65_536)).toBe(413);
    expect(await stored()).toEqual([]);
  });

  test("announced too large is refused before it comes", async () => {
    const { upload } = await begin(10);
    const answer = await put(upload.url, PDF);
    expect([answer.status, await codeOf(answer)]).toEqual([413, "PAYLOAD_TOO_LARGE"]);
  });

  test("20: that hangs up at half leaves nothing, and its place is free", async () => {
    const before = (await sdk().files.rules()).usedBytes;
    const { upload } = await begin(1_000_000);
    await new Promise<void>((resolve) => {
      const sent = request(upload.url, { method: "PUT", headers: { ...bearer(), "content-length": "1000000" } });
      sent.on("error", () => resolve());
      sent.write(Buffer.alloc(500_000), () => setTimeout(() => sent.destroy(new Error("hangs up")), 100));
    });
    await expect.poll(async () => (await sdk().files.rules()).usedBytes).toBe(before);
    expect(await stored()).toEqual([]);
  });

  test("22: of a byte now and then is answered 408", async () => {
    const { files } = door.built.services;
    Object.assign(door.built.services, { files: { ...files, pace: { graceMs: 100, leastPerSecond: 8_192, deadlineMs: 5_000 } } });
    const { upload } = await begin(1_000);
    const status = await new Promise<number>((resolve, reject) => {
      const sent = request(upload.url, { method: "PUT", headers: { ...bearer(), "content-length": "1000" } }, (res) =>
        resolve(res.statusCode ?? 0),
      );
      sent.on("error", reject);
      const dripping = setInterval(() => sent.write("x"), 50);
      sent.on("close", () => clearInterval(dripping));
      sent.on("response", () => clearInterval(dripping));
    });
    Object.assign(door.built.services, { files });
    expect(status).toBe(408);
  });

  test("is its sender's alone: no stranger's, no anonymous one's, no other page's", async () => {
    const { upload } = await begin(PDF.length);
    expect(await codeOf(await put(upload.url, PDF, bearer("stranger")))).toBe("LINK_INVALID");
    expect(await codeOf(await put(upload.url, PDF, {}))).toBe("AUTHENTICATION_REQUIRED");
    const cookie = { cookie: `amn=${tokens.get("seller")}` };
    for (const headers of [cookie, { ...cookie, origin: "https://evil.example" }])
      expect(await codeOf(await put(upload.url, PDF, headers))).toBe("ORIGIN_NOT_ALLOWED");
    expect(await codeOf(await put(upload.url.replace(/until=\d/, "until=9"), PDF))).toBe("LINK_INVALID");
    expect((await fetch(upload.url, { headers: bearer() })).status).toBe(405);
    expect((await put(upload.url, PDF)).status).toBe(200);
  });
});

test("abuse 48: who reads a file more slowly than anybody has to is cut off", async () => {
  const content = Buffer.concat([PDF, Buffer.alloc(8_000_000, 7)]);
  const { file, upload } = await begin(content.length);
  await put(upload.url, content);
  const { url } = await sdk().files.link({ fileId: file.id });
  const { files } = door.built.services;
  Object.assign(door.built.services, { files: { ...files, pace: { graceMs: 100, leastPerSecond: 100_000_000, deadlineMs: 5_000 } } });
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) =>
      request(url, { headers: bearer() }, resolve).on("error", reject).end(),
    );
    const slowly = async (): Promise<void> => {
      for await (const _part of answer) await sleep(50);
    };
    await expect(slowly()).rejects.toMatchObject({ code: "ECONNRESET" });
    expect(answer.complete).toBe(false);
  } finally {
    Object.assign(door.built.services, { files });
  }
});

test("29, abuse 48: a link that is altered, another's or a stranger's guess is answered 403", async () => {
  const { file, upload } = await begin(PDF.length);
  await put(upload.url, PDF);
  const { url } = await sdk().files.link({ fileId: file.id });
  const guess = `${door.origin}/api/files/${file.id}?variant=whole&until=9999999999999&signature=${"A".repeat(43)}`;
  for (const [link, who] of [
    [url, "stranger"],
    [url.replace(/signature=../, "signature=__"), "seller"],
    [url.replace("whole", "small"), "seller"],
    [guess, "stranger"],
    [`${door.origin}/api/files/..%2f..%2fetc%2fpasswd`, "seller"],
  ] as const) {
    const answer = await fetch(link, { headers: bearer(who) });
    expect([answer.status, answer.headers.get("content-disposition")]).toEqual([403, null]);
  }
  await expect(sdk("stranger").files.link({ fileId: file.id })).rejects.toMatchObject({ code: "NOT_FOUND" });
});
