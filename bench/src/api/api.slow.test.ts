import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-api-"));
  // The server of a run by root is somebody else.
  await chmod(folder, 0o711);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("npm run bench -- api: the reference answers the same bytes, and a short run gives finite ratios of a read and a write", async () => {
  const program = path.join(import.meta.dirname, "../bench.ts");
  const args = [
    "api",
    "--requests",
    "1000",
    "--rounds",
    "1",
    "--seconds",
    "1",
    "--connections",
    "4",
    "--only",
    "deal,createRequest,overview",
    "--json",
  ];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: folder } });
  type Summary = Record<"ratios" | "p99", Record<string, number>> & { alone: { overview: { p50: number; p99: number } } };
  const { ratios, p99, alone } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as Summary;
  // The operator's overview, of a thousand rows, is timed beside nothing.
  expect(alone.overview.p50).toBeGreaterThan(0);
  expect(alone.overview.p99).toBeGreaterThanOrEqual(alone.overview.p50);
  for (const figures of [ratios, p99]) {
    expect(Object.keys(figures)).toEqual(["deal", "createRequest"]);
    for (const ratio of Object.values(figures)) expect(ratio).toBeGreaterThan(0);
  }
});
