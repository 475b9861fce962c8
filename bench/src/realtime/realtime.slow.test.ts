import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("a short run gives finite ratios, and every reader has every event once, in order", async () => {
  const program = path.join(import.meta.dirname, "../bench.ts");
  const args = [program, "realtime", "--rounds", "1", "--sizes", "60", "--processes", "1", "--events", "3", "--seconds", "1", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  const { ratios, counts } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as Record<string, Record<string, number>>;
  expect(counts).toEqual({ lost: 0, doubled: 0, disordered: 0 });
  const names = ["memory60", "p50_60", "p99_60", "cpu60"];
  expect(Object.keys(ratios ?? {})).toEqual(names);
  for (const name of names.filter((each) => !each.startsWith("memory"))) expect(ratios?.[name]).toBeGreaterThan(0);
});

test("the command line: five rounds of one and five thousand connections, or what is asked for", () => {
  expect(readOptions([])).toEqual({ json: false, rounds: 5, sizes: [1_000, 5_000], processes: 2, events: 20, seconds: 10 });
  expect(() => readOptions(["--sizes", "none"])).toThrow(/--sizes takes whole numbers/);
  expect(() => readOptions(["--round", "3"])).toThrow(/npm run bench -- realtime/);
});
