import { Readable } from "node:stream";
import { type Cast, cast, failureCodes, useDatabase } from "@amanat/testing";
import type { FileStorage } from "@flystorage/file-storage";
import sharp from "sharp";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { typeAt } from "./internal/content.ts";
import { frames, heic, photo, pixelBomb, png, tiff, zip } from "./testing/pictures.ts";
import { Store } from "./world.fixture.ts";

/** What is in a file: whatever is sent, what is read does nothing to whoever reads it. */

const database = useDatabase();
let people: Cast;
let store: Store;
beforeAll(async () => {
  people = await cast(database.db);
  store = await Store.open(database.db);
});
afterAll(() => store.close());

const SCRIPT = "<script>alert(document.domain)</script>";
const fault = (code: string) => ({ code: "FILE_REFUSED", issues: [{ path: "content", code }] });
const send = (type: string, content: Buffer, fileName?: string) =>
  store.send(people.seller(), { type, content, ...(fileName ? { fileName } : {}) });
async function readBack(type: string, content: Buffer) {
  const { id } = await send(type, content);
  return store.read(people.seller(), id);
}

describe("23: a file that is two things", () => {
  test("PNG and script, GIF and JavaScript: the bytes are new ones", async () => {
    for (const [type, content] of [
      ["image/png", Buffer.concat([await png(), Buffer.from(SCRIPT)])],
      ["image/gif", Buffer.concat([frames(1, `=1;/*${SCRIPT}`), Buffer.from(`*/alert(1)//${SCRIPT}`)])],
    ] as const) {
      const read = await readBack(type, content);
      expect(read).toMatchObject({ type: "image/webp", inline: true });
      expect(read.bytes.includes("alert")).toBe(false);
      expect(read.bytes.subarray(8, 12).toString()).toBe("WEBP");
    }
  });

  test("PDF and HTML: as it is, to be saved and never shown", async () => {
    const content = Buffer.from(`%PDF-1.4\n<html>${SCRIPT}</html>\n%%EOF`);
    expect(await readBack("application/pdf", content)).toMatchObject({ type: "application/pdf", inline: false, bytes: content });
  });
});

test("24: SVG, TIFF and HEIC are refused with the reason, whatever they say they are", async () => {
  const svg = Buffer.from(`<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg">${SCRIPT}</svg>`);
  await expect(send("image/svg+xml", svg)).rejects.toMatchObject({ code: "FILE_REFUSED", issues: [{ path: "type", code: "file_type" }] });
  await expect(send("image/heic", heic())).rejects.toMatchObject({ code: "FILE_REFUSED", issues: [{ path: "type", code: "file_heic" }] });
  await expect(send("image/png", svg)).rejects.toMatchObject(fault("file_type"));
  await expect(send("image/png", tiff())).rejects.toMatchObject(fault("file_type"));
  await expect(send("image/jpeg", heic())).rejects.toMatchObject(fault("file_heic"));
  // Said to be text, it is text: saved, and nothing that a browser would draw.
  expect(await readBack("text/plain", Buffer.from(`<svg>${SCRIPT}</svg>`))).toMatchObject({ type: "text/plain", inline: false });
});

test("25: 256 megapixels and 5,000 frames are refused, and take no memory", async () => {
  const [bomb, film] = [pixelBomb(16_000), frames(5_000)];
  const before = process.memoryUsage().rss;
  await expect(send("image/png", bomb)).rejects.toMatchObject(fault("file_pixels"));
  await expect(send("image/gif", film)).rejects.toMatchObject(fault("file_pixels"));
  expect(process.memoryUsage().rss - before).toBeLessThan(64 * 1024 * 1024);
});

test("26: where a photo was taken is gone, and so is the camera; it stands upright and has a small one beside it", async () => {
  const content = await photo();
  expect(content.includes("Camera of Somebody")).toBe(true);
  const turned = await sharp(content).withMetadata({ orientation: 6 }).jpeg().toBuffer();
  const view = await send("image/jpeg", turned, "holiday.jpg");
  expect(view).toMatchObject({ state: "ready", type: "image/webp", width: 480, height: 640 });
  const [whole, small] = [await store.read(people.seller(), view.id), await store.read(people.seller(), view.id, "small")];
  expect([whole.fileName, whole.size, small.size]).toEqual(["holiday.webp", whole.bytes.length, small.bytes.length]);
  for (const { bytes } of [whole, small]) expect(await sharp(bytes).metadata()).not.toHaveProperty("exif");
  expect(await sharp(small.bytes).metadata()).toMatchObject({ width: 300, height: 400 });
});

test("27: what says it is PNG and is a ZIP is refused, and so is text that is none", async () => {
  const archive = zip("../../etc/passwd");
  await expect(send("image/png", archive)).rejects.toMatchObject(fault("file_other_type"));
  await expect(send("text/plain", Buffer.from([0xff, 0xfe, 0, 1]))).rejects.toMatchObject(fault("file_other_type"));
  await expect(send("text/plain", Buffer.from("a\0b"))).rejects.toMatchObject(fault("file_other_type"));
  // Said to be one, it is kept: nobody unpacks it here.
  expect(await readBack("application/zip", archive)).toMatchObject({ type: "application/zip", inline: false, bytes: archive });
  await expect(store.send(people.seller(), { purpose: "message", type: "application/zip", content: archive })).rejects.toMatchObject({
    code: "FILE_REFUSED",
  });
});

test("48: an ending that is not its type's is followed by one that is", async () => {
  for (const [fileName, type, saved] of [
    ["invoice.pdf.exe", "application/pdf", "invoice.pdf.exe.pdf"],
    ["run.bat", "text/plain", "run.bat.txt"],
    ["Rechnung.PDF", "application/pdf", "Rechnung.PDF"],
    ["page.html", "text/plain", "page.html.txt"],
    ["notes.md", "text/plain", "notes.md"],
  ] as const) {
    const { id } = await send(type, Buffer.from(type === "text/plain" ? "plain words" : "%PDF-1.4\n%%EOF"), fileName);
    expect((await store.read(people.seller(), id)).fileName).toBe(saved);
  }
});

test("what is named before all of it was read is let go: a source that has more at hand ends nothing else", async () => {
  const matroska = Buffer.concat([Buffer.from([0x1a, 0x45, 0xdf, 0xa3, 1, 0, 0, 0, 0, 0, 0, 0]), Buffer.alloc(1_000_000)]);
  const source = Readable.from(Array.from({ length: 17 }, (_, n) => matroska.subarray(n * 65_536, (n + 1) * 65_536)));
  const storage = Object.assign(Object.create(store.ports.storage) as FileStorage, { read: () => Promise.resolve(source) });
  expect(await typeAt(storage, "a path", "delivery", "video/mp4")).toEqual({ fault: "file_type" });
  expect(source.destroyed).toBe(true);
  // A part that is pushed into a stream that was let go is nobody's error to catch: vitest would say so.
  await new Promise((resolve) => setImmediate(resolve));
});

test("what is cut off is refused, and of what is refused nothing is left", async () => {
  const whole = await photo();
  await expect(send("image/jpeg", whole.subarray(0, whole.length / 2))).rejects.toMatchObject(fault("file_broken"));
  store.hands.pass(60_000);
  while ((await store.tend()) > 0);
  const kept = await database.db.prisma.file.findMany({ where: { status: "refused" } });
  expect(kept.filter(({ incomingId, objectId, nextAt }) => incomingId ?? objectId ?? nextAt)).toEqual([]);
  expect((await store.onDisk()).filter((name) => name.startsWith("incoming"))).toEqual([]);
});

test("pictures are written one at a time: two wait, the fourth is told to, and the worker does it later", async () => {
  const content = await photo();
  const { pictures } = store.ports;
  const written = await Promise.allSettled(Array.from({ length: 4 }, () => pictures.anew(content)));
  expect(failureCodes(written)).toEqual(["BUSY"]);
  const large = await sharp({ create: { width: 4_000, height: 3_000, channels: 3, background: "#aabbcc" } })
    .jpeg()
    .toBuffer();
  const busy = Promise.all(Array.from({ length: 3 }, () => pictures.anew(large)));
  const { id, state } = await send("image/jpeg", content);
  expect(state).toBe("arrived");
  await busy;
  store.hands.pass(180_000);
  while ((await store.tend()) > 0);
  expect(await store.get(people.seller(), id)).toMatchObject({ state: "ready" });
});
