import { describe, expect, test } from "vitest";
import { CELLS, type CellName, cellsFor, type Goal, GOALS, judge, SLOW_DISK_GOALS, type Turn } from "./goals.ts";

const turn = (cell: CellName, round: number, figures: Partial<Turn>): Turn => ({
  cell,
  round,
  tps: 0,
  p50: null,
  p99: null,
  averageMs: null,
  cpu: null,
  disk: null,
  wal: 0,
  lagP99: null,
  ...figures,
});
const goal = (id: string, goals: readonly Goal[] = GOALS): Goal => goals.find((one) => one.id === id)!;
const nothingMissing = new Map<CellName, string>();

describe("a goal", () => {
  test("is the median of the ratios within each round, not the ratio of medians", () => {
    const rounds = [
      [100, 100],
      [300, 200],
      [900, 1_000],
    ].flatMap(([post, simple], index) => [turn("post@8", index + 1, { tps: post! }), turn("simple@8", index + 1, { tps: simple! })]);
    const verdict = judge(goal("G1"), rounds, nothingMissing);
    expect(verdict).toMatchObject({ spread: { min: 0.9, median: 1, max: 1.5 }, reached: true, reason: null });
  });

  test("that asks for most is reached from its target on, one that asks for little up to it", () => {
    const at = (post: number) => [
      turn("post@8", 1, { tps: post, cpu: post }),
      turn("simple@8", 1, { tps: 100 }),
      turn("other@8", 1, { cpu: 100 }),
    ];
    expect(judge(goal("G1"), at(95), nothingMissing).reached).toBe(true);
    expect(judge(goal("G1"), at(94), nothingMissing).reached).toBe(false);
    expect(judge(goal("G3"), at(40), nothingMissing).reached).toBe(true);
    expect(judge(goal("G3"), at(41), nothingMissing).reached).toBe(false);
  });

  test("without its contestant, or without a figure, is missing with a reason and no number", () => {
    const missing = new Map<CellName, string>([["other@8", "no --contestant given"]]);
    expect(judge(goal("G2_8"), [turn("post@8", 1, { tps: 9 })], missing)).toMatchObject({
      spread: null,
      reached: null,
      reason: "no --contestant given",
    });
    const withoutCpu = [turn("post@8", 1, { tps: 9 }), turn("other@8", 1, { tps: 3 })];
    expect(judge(goal("G3"), withoutCpu, nothingMissing)).toMatchObject({ reached: null, reason: "not measured on this system" });
  });

  test("may be a figure alone", () => {
    const verdict = judge(goal("G10lag"), [turn("sealed@8", 1, { lagP99: 270 }), turn("sealed@8", 2, { lagP99: 290 })], nothingMissing);
    expect(verdict).toMatchObject({ spread: { min: 270, median: 280, max: 290 }, reached: true });
  });

  test("asks for its own turns only, and on a slow disk for more", () => {
    expect(cellsFor([goal("G5"), goal("G1")])).toEqual(["simple@8", "post@8", "post@32", "hot@32"]);
    expect(cellsFor(GOALS).every((cell) => CELLS.includes(cell))).toBe(true);
    expect([goal("G6").least, goal("G6", SLOW_DISK_GOALS).least]).toEqual([4, 10]);
  });
});
