import { describe, expect, test } from "vitest";
import { percentile, spreadOf } from "./figures.ts";

describe("figures", () => {
  test("a percentile is the value of the nearest rank", () => {
    const hundred = Array.from({ length: 100 }, (_, index) => 100 - index);
    expect(percentile(hundred, 0.5)).toBe(50);
    expect(percentile(hundred, 0.99)).toBe(99);
    expect(percentile([7], 0.99)).toBe(7);
    expect(percentile([], 0.5)).toBeNull();
  });

  test("a spread has least, middle and greatest, and sorts numbers as numbers", () => {
    expect(spreadOf([10, 9, 100])).toEqual({ min: 9, median: 10, max: 100 });
    expect(spreadOf([4, 1, 3, 2])).toEqual({ min: 1, median: 2.5, max: 4 });
    expect(spreadOf([])).toBeNull();
  });
});
