import { execFile } from "node:child_process";
import { randomBytes } from "node:crypto";
import path from "node:path";
import { buffer } from "node:stream/consumers";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { ArchiveError, ArchiveTooLarge, archiveWriter, openArchive, type ReadLimits } from "./index.ts";

const LIMITS: ReadLimits = { entries: 20, entryBytes: 1_000_000, bytes: 2_000_000, ratio: 200 };
const utf8 = new TextEncoder();

async function zipped(entries: Readonly<Record<string, Uint8Array>>): Promise<Buffer<ArrayBuffer>> {
  const archive = archiveWriter({ entries: 100, bytes: 100_000_000 });
  const whole = buffer(archive.stream);
  for (const [name, content] of Object.entries(entries)) await archive.add(name, [content]);
  archive.end();
  return Buffer.from(await whole);
}
const open = (bytes: Uint8Array<ArrayBuffer>, limits: Partial<ReadLimits> = {}) => openArchive(new Blob([bytes]), { ...LIMITS, ...limits });
const faultOf = (work: Promise<unknown>) =>
  work.then(
    () => "no fault",
    (error: unknown) => (error instanceof ArchiveError ? `${error.fault} ${error.entry}` : String(error)),
  );
/** Every place of these bytes. */
function replaced(zip: Buffer, from: string, to: string, which = [0, 1]): Buffer<ArrayBuffer> {
  const copy = Buffer.from(zip);
  let at = copy.indexOf(from);
  for (let n = 0; at >= 0; n += 1, at = copy.indexOf(from, at + 1)) if (which.includes(n)) copy.write(to, at, "latin1");
  return copy;
}
/** Where the directory's record of an entry is. */
const recordOf = (zip: Buffer, name: string): number => zip.lastIndexOf(name) - 46;

const SMALL = { "a/one.txt": utf8.encode("one"), "b.txt": utf8.encode("two".repeat(100)), "empty.txt": new Uint8Array() };

test("what was written is read, with its size and SHA-256", async () => {
  const archive = archiveWriter({ entries: 3, bytes: 1_000 });
  const whole = buffer(archive.stream);
  expect(await archive.add("a.txt", [utf8.encode("ab"), utf8.encode("c")])).toEqual({
    name: "a.txt",
    size: 3,
    sha256: "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad",
  });
  archive.end();
  const read = await open(Buffer.from(await whole));
  expect([...read.names]).toEqual(["a.txt"]);
  expect(Buffer.from(await read.bytes("a.txt")).toString()).toBe("abc");
  const all = await open(await zipped(SMALL));
  for (const [name, content] of Object.entries(SMALL)) expect(await all.bytes(name)).toEqual(content);
});

test("the same entries are the same bytes, in every time zone", async () => {
  const program = `
    import { archiveWriter } from ${JSON.stringify(path.join(import.meta.dirname, "index.ts"))};
    import { buffer } from "node:stream/consumers";
    const archive = archiveWriter({ entries: 1, bytes: 100 });
    const whole = buffer(archive.stream);
    await archive.add("a.txt", [Buffer.from("abc")]);
    archive.end();
    process.stdout.write((await whole).toString("hex"));`;
  const inZone = (TZ: string) =>
    promisify(execFile)(process.execPath, ["--input-type=module", "-e", program], { env: { ...process.env, TZ } });
  const [one, two] = await Promise.all([inZone("Asia/Tehran"), inZone("Pacific/Auckland")]);
  expect(one.stdout).toMatch(/^504b/);
  expect(one.stdout).toBe(two.stdout);
});

test("a writer keeps to its bounds, to plain names, and to one of each", async () => {
  const tried = async (names: readonly string[], content: Uint8Array) => {
    const archive = archiveWriter({ entries: 2, bytes: 10 });
    archive.stream.resume();
    for (const name of names) await archive.add(name, [content]);
  };
  await expect(tried(["a"], new Uint8Array(11))).rejects.toThrow(ArchiveTooLarge);
  await expect(tried(["a", "b", "c"], new Uint8Array(1))).rejects.toThrow(ArchiveTooLarge);
  for (const name of ["../a", "/a", "a\\b", "A", "a//b", "", "a/../b", "نام"])
    await expect(tried([name], new Uint8Array(1))).rejects.toThrow("no name");
  await expect(tried(["a", "a"], new Uint8Array(1))).rejects.toThrow("no name");
});

test("a writer whose reader leaves stops; one whose content breaks says so, and its reader sees no end", async () => {
  const left = archiveWriter({ entries: 2, bytes: 100_000_000 });
  left.stream.destroy();
  await expect(left.add("a", [randomBytes(1_000_000)])).rejects.toThrow("nobody reads");
  const broken = archiveWriter({ entries: 2, bytes: 100_000_000 });
  const read = buffer(broken.stream);
  const told = expect(read).rejects.toThrow("gone");
  await expect(
    broken.add(
      "a",
      (async function* () {
        yield randomBytes(10);
        throw new Error("gone");
      })(),
    ),
  ).rejects.toThrow("gone");
  await told;
});

test("74: a bomb is named: by what the directory says, by its ratio, and by what it unfolds to when the directory lies", async () => {
  const bomb = await zipped({ "fine.txt": utf8.encode("fine"), "bomb.txt": new Uint8Array(900_000) });
  expect(await faultOf(open(bomb, { entryBytes: 800_000 }))).toBe("too_large bomb.txt");
  expect(await faultOf(open(bomb))).toBe("too_large bomb.txt");
  expect(await faultOf(open(bomb, { ratio: 10_000, bytes: 900_003 }))).toBe("too_large bomb.txt");
  expect(await faultOf(open(await zipped(Object.fromEntries(Array.from({ length: 21 }, (_, n) => [`n${n}`, new Uint8Array(1)])))))).toBe(
    "too_many null",
  );
  const lying = Buffer.from(bomb);
  lying.writeUInt32LE(100, recordOf(bomb, "bomb.txt") + 24);
  expect(await faultOf(open(lying).then((archive) => archive.bytes("bomb.txt")))).toMatch(/^(ambiguous|too_large) bomb\.txt$/);
});

test("74: a name that leads elsewhere is named, in the directory and in the entry alone", async () => {
  const zip = await zipped(SMALL);
  for (const name of ["../ne.txt", "/a/ne.txt", "a\\one.txt", "c:/ne.txt", "a/one.tx\0"])
    expect(await faultOf(open(replaced(zip, "a/one.txt", name)))).toBe(`unsafe_name ${name}`);
  const hidden = await open(replaced(zip, "a/one.txt", "../ne.txt", [0]));
  expect(await faultOf(hidden.bytes("a/one.txt"))).toBe("ambiguous a/one.txt");
});

test("74: overlapping entries, a name twice, bytes before and behind, and a wrong checksum are named", async () => {
  const zip = await zipped({ "one.txt": utf8.encode("the same bytes"), "two.txt": utf8.encode("the same bytes") });
  // Both records lead to the first entry; its own name is the second's as well, for each reading of it.
  const overlapping = Buffer.from(zip);
  overlapping.writeUInt32LE(0, recordOf(zip, "two.txt") + 42);
  const archive = await open(overlapping);
  await archive.bytes("one.txt");
  expect(await faultOf(archive.bytes("two.txt"))).toMatch(/^(ambiguous|overlap) two\.txt$/);
  expect(await faultOf(open(replaced(zip, "two.txt", "one.txt")))).toMatch(/^ambiguous/);
  expect(await faultOf(open(Buffer.concat([Buffer.from("before"), zip])))).toMatch(/^(ambiguous|not_an_archive)/);
  expect(await faultOf(open(Buffer.concat([zip, Buffer.from("behind")])))).toMatch(/^(ambiguous|not_an_archive)/);
  const stored = await zipped({ "one.bin": randomBytes(1_000) });
  const changed = Buffer.from(stored);
  changed.writeUInt8(changed.readUInt8(200) ^ 1, 200);
  expect(await faultOf(open(changed).then((read) => read.bytes("one.bin")))).toBe("damaged one.bin");
  expect(await faultOf(open(Buffer.from("no archive at all")))).toBe("not_an_archive null");
});
