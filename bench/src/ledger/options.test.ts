import { describe, expect, test } from "vitest";
import { GOALS } from "./goals.ts";
import { readOptions } from "./options.ts";

describe("the command line", () => {
  test("without anything measures everything in three rounds, slow disk included", () => {
    const options = readOptions([]);
    expect(options).toMatchObject({ json: false, rounds: 3, seconds: 5, accounts: 100_000, scale: 20, contestant: null });
    expect(options.goals).toBe(GOALS);
    expect([options.roundTrips, options.slowDisk]).toEqual([true, true]);
  });

  test("a part of the goals, in their order; a letter or an underscore after the name belongs to it, a digit does not", () => {
    const ids = (text: string): string[] => readOptions(["--only", text]).goals.map(({ id }) => id);
    expect(ids("G5,G1")).toEqual(["G1", "G5"]);
    expect(ids("G2, G9")).toEqual(["G2_8", "G2_32", "G9random", "G9hot", "G9hotP99"]);
    expect(ids("G10")).toEqual(["G10", "G10lag"]);
    expect(readOptions(["--only", "G1"])).toMatchObject({ roundTrips: false, slowDisk: false });
    expect(readOptions(["--only", "G11"])).toMatchObject({ goals: [], roundTrips: true });
    expect(readOptions(["--only", "G6", "--slow-disk"]).slowDisk).toBe(true);
    expect(readOptions(["--no-slow-disk"]).slowDisk).toBe(false);
  });

  test.each([
    [["--rounds", "0"], /--rounds takes a whole number from 1 on/],
    [["--seconds", "1.5"], /--seconds takes a whole number/],
    [["--accounts", "99"], /--accounts takes a whole number from 100 on/],
    [["--only", "G12"], /no goal is called "G12"; there are: G1, /],
    [["--only", ""], /no goal is called ""/],
    [["--round", "3"], /npm run bench -- ledger/],
  ])("%j is refused in one line", (args, line) => {
    expect(() => readOptions(args)).toThrow(line);
  });
});
