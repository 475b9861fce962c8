import { execFile } from "node:child_process";
import { chmod, mkdtemp, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import { SUBJECTS } from "./subjects.ts";

let folder: string;
beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-growth-"));
  // The server of a run by root is somebody else.
  await chmod(folder, 0o711);
});
afterAll(() => rm(folder, { recursive: true, force: true }));

test("npm run bench -- growth: a short run gives a finite ratio of each subject", async () => {
  const program = path.join(import.meta.dirname, "../bench.ts");
  const args = ["growth", "--small", "200", "--large", "400", "--rounds", "1", "--seconds", "0.2", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, [program, ...args], { env: { ...process.env, TMPDIR: folder } });
  const { ratios } = JSON.parse(stdout.trim().split("\n").at(-1) ?? "") as { ratios: Record<string, number> };
  expect(Object.keys(ratios)).toEqual([...SUBJECTS]);
  for (const ratio of Object.values(ratios)) expect(ratio).toBeGreaterThan(0);
});
