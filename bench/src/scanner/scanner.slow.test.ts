import { execFile } from "node:child_process";
import path from "node:path";
import { promisify } from "node:util";
import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

type Figures = { hostile: { seeds: number; missed: number; doubled: number } } & Record<string, number>;

test("a short run gives finite figures, and a hostile chain makes it miss and double nothing", async () => {
  const program = path.join(import.meta.dirname, "../bench.ts");
  const args = [program, "scanner", "--rounds", "1", "--blocks", "600", "--full", "20", "--payments", "5", "--seeds", "1", "--json"];
  const { stdout } = await promisify(execFile)(process.execPath, args, { maxBuffer: 1 << 24 });
  const { figures, few } = JSON.parse(stdout.trimEnd().split("\n").at(-1) ?? "") as {
    figures: Figures;
    few: { blocks: number; headers: number }[];
  };
  expect(figures.hostile).toEqual({ seeds: 1, missed: 0, doubled: 0 });
  for (const name of ["blocksPerSecond500", "eventsPerSecond", "blocksPerSecond20000"]) expect(figures[name]).toBeGreaterThan(0);
  expect(Number.isFinite(figures["webhookP95OverPollMs"])).toBe(true);
  expect(few[0]?.headers).toBe(few[0]?.blocks);
});

test("the command line: three rounds and twenty seeds, or what is asked for", () => {
  expect(readOptions([])).toEqual({ json: false, rounds: 3, blocks: 20_000, full: 3_000, payments: 200, seeds: 20 });
  expect(() => readOptions(["--seeds", "none"])).toThrow(/--seeds takes a whole number/);
  expect(() => readOptions(["--blocks", "100000"])).toThrow(/at most 90000/);
  expect(() => readOptions(["--seed", "3"])).toThrow(/npm run bench -- scanner/);
});
