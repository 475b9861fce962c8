import { mkdtemp, readdir, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import path from "node:path";
import { ensureUser } from "@amanat/auth";
import { type FileView, publicId, uuidOf } from "@amanat/contracts";
import { createCtx, newId, TENANT_ID } from "@amanat/db";
import { linkToFile } from "@amanat/files";
import { EICAR, frames, heic, photo, pixelBomb, png, tiff, zip } from "@amanat/files/testing";
import { createAmanat } from "@amanat/sdk";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

/** Files as an attacker sends them, through the front door: refused, or nothing of what would do harm comes back. */

const house = useDatabase();
const PASSWORD = "correct horse battery";
const EMAIL = "sender@amanat.test";
const SCRIPT = "<script>alert(document.domain)</script>";
let door: Door;
let directory: string;
let userId: string;
let token: string;

beforeAll(async () => {
  directory = await mkdtemp(path.join(tmpdir(), "uploads-"));
  door = await openDoor(house.urls.app, { UPLOAD_PATH: directory });
  userId = await ensureUser(door.built.services.db, { email: EMAIL, password: PASSWORD, name: "Sender", roles: ["buyer", "seller"] });
  token = await bearerOf(door, EMAIL, PASSWORD);
});
afterAll(async () => {
  await door.close();
  await rm(directory, { recursive: true, force: true });
});

const sdk = () => createAmanat({ baseUrl: door.origin, token });
const headers = () => ({ authorization: `Bearer ${token}` });
type Sent = { type: string; content: Buffer; fileName?: string; purpose?: "delivery" | "evidence" };

async function put({ type, content, fileName = "a file", purpose = "delivery" }: Sent) {
  const { file, upload } = await sdk().files.begin({ purpose, fileName, type, size: content.length });
  const answer = await fetch(upload.url, { method: "PUT", body: new Uint8Array(content), headers: headers() });
  return { id: file.id, status: answer.status, answer: (await answer.json()) as unknown };
}

/** Status and the code of the issue with which the door refuses a file. */
async function refusal(sent: Sent): Promise<[number, string | undefined]> {
  const { status, answer } = await put(sent);
  const { error } = answer as { error?: { data: { amanat: { issues?: { code: string }[] } } } };
  return [status, error?.data.amanat.issues?.[0]?.code];
}

async function readBack(sent: Sent) {
  const { id, answer } = await put(sent);
  expect((answer as FileView).state).toBe("ready");
  const read = await fetch((await sdk().files.link({ fileId: id })).url, { headers: headers() });
  return { id, headers: Object.fromEntries(read.headers), bytes: Buffer.from(await read.arrayBuffer()) };
}
const HARMLESS = { "content-security-policy": "sandbox; default-src 'none'", "x-content-type-options": "nosniff" };

describe("abuse 48: a file", () => {
  test("that is a picture and a script comes back as another picture, without the script", async () => {
    for (const [type, content] of [
      ["image/png", Buffer.concat([await png(), Buffer.from(SCRIPT)])],
      ["image/gif", Buffer.concat([frames(1, `=1;/*${SCRIPT}`), Buffer.from(`*/alert(1)//${SCRIPT}`)])],
      ["image/jpeg", Buffer.concat([await photo(), zip("../../run.sh")])],
    ] as const) {
      const read = await readBack({ type, content });
      expect(read.headers).toMatchObject({ ...HARMLESS, "content-type": "image/webp" });
      expect([read.bytes.includes("alert"), read.bytes.includes("run.sh"), read.bytes.subarray(8, 12).toString()]).toEqual([
        false,
        false,
        "WEBP",
      ]);
    }
  });

  test("that is a PDF and a page, or a text and a page, is saved and never drawn", async () => {
    for (const [type, head] of [
      ["application/pdf", "%PDF-1.4\n"],
      ["text/plain", ""],
    ] as const) {
      const read = await readBack({ type, content: Buffer.from(`${head}<html>${SCRIPT}</html>`) });
      expect(read.headers).toMatchObject(HARMLESS);
      expect(read.headers["content-disposition"]).toMatch(/^attachment;/);
      expect(read.headers["content-type"]?.split(";")[0]).toBe(type);
    }
  });

  test("that is SVG, TIFF, HEIC or a page is refused, whatever it says it is", async () => {
    const svg = Buffer.from(`<svg xmlns="http://www.w3.org/2000/svg" onload="alert(1)">${SCRIPT}</svg>`);
    for (const type of ["image/svg+xml", "text/html", "image/tiff"])
      await expect(sdk().files.begin({ purpose: "delivery", fileName: "a", type, size: 10 })).rejects.toMatchObject({
        code: "FILE_REFUSED",
      });
    expect(await refusal({ type: "image/png", content: svg })).toEqual([415, "file_type"]);
    expect(await refusal({ type: "image/png", content: tiff() })).toEqual([415, "file_type"]);
    expect(await refusal({ type: "image/jpeg", content: heic() })).toEqual([415, "file_heic"]);
    expect(await refusal({ type: "application/pdf", content: Buffer.from(`<html>${SCRIPT}</html>`) })).toEqual([415, "file_type"]);
  });

  test("of 256 megapixels, or of 5,000 frames, is refused", async () => {
    expect(await refusal({ type: "image/png", content: pixelBomb(16_000) })).toEqual([415, "file_pixels"]);
    expect(await refusal({ type: "image/gif", content: frames(5_000) })).toEqual([415, "file_pixels"]);
  });

  test("that says another type than it has is refused; an archive with a path in it is kept as it is, and nobody unpacks it", async () => {
    const archive = zip("../../etc/passwd");
    expect(await refusal({ type: "image/png", content: archive })).toEqual([415, "file_other_type"]);
    expect(await refusal({ type: "text/plain", content: Buffer.from("a\0b") })).toEqual([415, "file_other_type"]);
    const read = await readBack({ type: "application/zip", content: archive });
    expect(read.bytes).toEqual(archive);
    const written = await readdir(directory, { recursive: true });
    expect(written.filter((name) => /passwd|\.\./.test(name))).toEqual([]);
  });

  test("with a position in it comes back without", async () => {
    const content = await photo();
    expect(content.includes("GPS") || content.includes("Camera of Somebody")).toBe(true);
    const { bytes } = await readBack({ type: "image/jpeg", content });
    expect(["Exif", "EXIF", "GPS", "Camera"].filter((mark) => bytes.includes(mark))).toEqual([]);
  });

  test("whose name is a path, has a NUL or turns text around is refused; an ending that is not its type's gets one that is", async () => {
    for (const fileName of ["../../etc/passwd", "..\\..\\boot.ini", "a\0.pdf", "invoice\u202Efdp.exe", "..", "a".repeat(1_001)])
      await expect(sdk().files.begin({ purpose: "delivery", fileName, type: "application/pdf", size: 10 }), fileName).rejects.toMatchObject(
        {
          code: "VALIDATION_ERROR",
        },
      );
    const read = await readBack({ type: "application/pdf", content: Buffer.from("%PDF-1.4"), fileName: "invoice.pdf.exe" });
    expect(read.headers["content-disposition"]).toBe("attachment; filename*=UTF-8''invoice.pdf.exe.pdf");
    const long = await sdk().files.begin({ purpose: "delivery", fileName: `${"a".repeat(300)}.pdf`, type: "application/pdf", size: 10 });
    expect(long.file.fileName).toMatch(/^a{116}\.pdf$/);
  });

  test("that the scanner knows is text like any other where there is no scanner, and is saved, not shown", async () => {
    expect((await readBack({ type: "text/plain", content: Buffer.from(EICAR) })).headers["content-disposition"]).toMatch(/^attachment;/);
  });

  test("is not read by a link that is over, nor by any link when it is another tenant's", async () => {
    const { id } = await put({ type: "application/pdf", content: Buffer.from("%PDF-1.4") });
    const actor = {
      kind: "user",
      tenantId: TENANT_ID,
      userId,
      sessionId: newId(),
      name: "Sender",
      roles: ["seller"],
      scopes: null,
    } as const;
    const { db, files } = door.built.services;
    const yesterday = { now: () => Promise.resolve(new Date(Date.now() - 25 * 3_600_000)) };
    const over = await linkToFile(createCtx(db, actor, { clock: yesterday }), { fileId: id, variant: "whole", hours: 24 }, files);
    expect((await fetch(over.url, { headers: headers() })).status).toBe(403);
    const { url } = await sdk().files.link({ fileId: id });
    await db.prisma.file.update({ where: { id: uuidOf("file", id) ?? "" }, data: { tenantId: newId() } });
    expect((await fetch(url, { headers: headers() })).status).toBe(403);
    await expect(sdk().files.link({ fileId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(sdk().files.link({ fileId: publicId("file", newId()) })).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("for evidence that stands in no case is read by whoever sent it alone", async () => {
    const { id } = await put({ type: "application/pdf", content: Buffer.from("%PDF-1.4"), purpose: "evidence" });
    await sdk().files.link({ fileId: id });
    const other = { email: "other@amanat.test", password: PASSWORD };
    await ensureUser(door.built.services.db, { ...other, name: "Other", roles: ["buyer", "seller", "resolver"] });
    const reader = createAmanat({ baseUrl: door.origin, token: await bearerOf(door, other.email, PASSWORD) });
    await expect(reader.files.link({ fileId: id })).rejects.toMatchObject({ code: "NOT_FOUND" });
    expect((await sdk().files.rules()).purposes.map(({ purpose }) => purpose)).toEqual(["message", "delivery", "evidence"]);
  });
});

test("abuse 47: an endpoint inside our network is refused over HTTP, in every spelling that names one", async () => {
  for (const host of ["127.0.0.1", "2130706433", "0x7f.1", "[::1]", "[::ffff:127.0.0.1]", "169.254.169.254", "10.0.0.1", "localhost"]) {
    const made = sdk().webhooks.create({ url: `https://${host}/hook` });
    await expect(made, host).rejects.toMatchObject({ code: "VALIDATION_ERROR", issues: [{ path: "url" }] });
  }
});
