import { spawn } from "node:child_process";
import { once } from "node:events";
import { chmod, mkdtemp, readdir, rm, writeFile } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { findPgbench } from "../pgbench.ts";

/** A ledger that does as little as can be. */
const SMALL_LEDGER = `CREATE TABLE account (id int PRIMARY KEY, balance numeric NOT NULL);
CREATE TABLE entry (debit int, credit int, amount numeric);
INSERT INTO account SELECT n, 1000000 FROM generate_series(1, current_setting('bench.accounts')::int) AS n;
-- bench:transfer
\\set a random(1, :accounts - 1)
\\set b :a + 1
WITH paid AS (UPDATE account SET balance = balance - 1 WHERE id = :a) INSERT INTO entry VALUES (:a, :b, 1);
`;

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-contestant-"));
  // The server of a run by root is somebody else.
  await chmod(folder, 0o711);
  await writeFile(path.join(folder, "small.sql"), SMALL_LEDGER);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

async function bench(...args: string[]) {
  const program = path.join(import.meta.dirname, "../bench.ts");
  const child = spawn(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: folder }, stdio: ["ignore", "pipe", "pipe"] });
  const output = { out: "", err: "" };
  child.stdout.on("data", (chunk: Buffer) => (output.out += chunk.toString()));
  child.stderr.on("data", (chunk: Buffer) => (output.err += chunk.toString()));
  const [code] = await once(child, "close");
  return { code, ...output };
}

describe("npm run bench -- ledger", () => {
  test("a short run gives finite ratios, counts one round trip per post and leaves nothing behind", async () => {
    const only = ["--only", "G1,G2_8,G4,G5,G11", "--contestant", path.join(folder, "small.sql"), "--json"];
    const { code, out, err } = await bench("ledger", "--rounds", "1", "--seconds", "1", "--accounts", "500", "--scale", "1", ...only);
    const pgbench = await findPgbench().catch(() => null);
    if (pgbench === null) {
      expect([code, err]).toEqual([1, expect.stringMatching(/^amanat: pgbench is missing.*apt-get install postgresql-contrib/m)]);
      return;
    }
    expect(err).not.toMatch(/amanat:/);
    expect(code).toBe(0);
    const { ratios, roundTrips, run, slowDisk } = JSON.parse(out.trim().split("\n").at(-1) ?? "");
    for (const goal of ["G1", "G2_8", "G4wal", "G5"]) expect(ratios[goal]).toBeGreaterThan(0);
    expect(roundTrips).toMatchObject({ tryPost: 1, post: 1 });
    expect(roundTrips.coalesced).toBeLessThan(0.1);
    expect(run).toMatchObject({ rounds: 1, seconds: 1, contestant: "small" });
    expect(slowDisk).toEqual({ left: "not asked for" });
    expect(await readdir(folder)).toEqual(["small.sql"]);
  });

  test("says in one line what is wrong with a command, and ends with 1", async () => {
    expect(await bench()).toMatchObject({
      code: 1,
      err: expect.stringMatching(/^amanat: what to measure\? npm run bench -- ledger\|.* \[--json\]\n$/),
    });
  });
});
