import { expect, test } from "vitest";
import { turnWithAnswers } from "./longer.ts";

test("a turn in which nothing ended is taken again, longer, and a long one is taken once", async () => {
  const tried: number[] = [];
  const take = (enough: number) => (seconds: number) => {
    tried.push(seconds);
    return Promise.resolve(seconds >= enough ? seconds : null);
  };
  expect(await turnWithAnswers(1, take(10))).toBe(16);
  expect(tried.splice(0)).toEqual([1, 4, 16]);
  expect(await turnWithAnswers(300, take(0))).toBe(300);
  await expect(turnWithAnswers(100, take(1_000))).rejects.toThrow(/nothing came to its end in 100 s/);
});
