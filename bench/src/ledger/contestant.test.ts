import { mkdtemp, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { readContestant } from "./contestant.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-contestant-"));
  await writeFile(path.join(folder, "theirs.sql"), "CREATE TABLE theirs (n int);\n");
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function read(text: string) {
  const file = path.join(folder, "adapter.sql");
  await writeFile(file, text);
  return readContestant(file);
}

describe("another ledger's description", () => {
  test("has its setup with what it includes, in order, and its scripts", async () => {
    const text = "SELECT 1;\n-- bench:include theirs.sql\nSELECT 2;\n-- bench:transfer\n\\set a 1\nSELECT :a;\n-- bench:hot\nSELECT 3;\n";
    const { name, setup, transfer, hot } = await read(text);
    expect(name).toBe("adapter");
    expect(setup).toMatch(/SELECT 1;\s+CREATE TABLE theirs \(n int\);\s+SELECT 2;/);
    expect(transfer.trim()).toBe("\\set a 1\nSELECT :a;");
    expect(hot?.trim()).toBe("SELECT 3;");
  });

  test("may be without a hot account, not without a transfer; its mistakes are named", async () => {
    expect((await read("-- bench:transfer\nSELECT 1;")).hot).toBeNull();
    await expect(read("SELECT 1;")).rejects.toThrow(/no section "-- bench:transfer"/);
    await expect(read("-- bench:warm\n-- bench:transfer\nSELECT 1;")).rejects.toThrow(/no section is called warm/);
    await expect(read("-- bench:include gone.sql\n")).rejects.toThrow(/gone\.sql cannot be read/);
    await expect(readContestant(path.join(folder, "none.sql"))).rejects.toThrow(/none\.sql cannot be read/);
  });
});
