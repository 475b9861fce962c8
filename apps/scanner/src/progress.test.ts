import { expect, it } from "vitest";
import { watchProgress } from "./progress.ts";

it("a long reading shows its pace and what is left, in the log every five seconds; a short one passes in silence", () => {
  const lines: object[] = [];
  let now = 0;
  const progress = watchProgress({ info: (line: object) => void lines.push(line) }, () => now);
  progress.begin(0, 150);
  expect(progress.now).toBeNull();

  progress.begin(1_000, 10_999);
  expect(progress.now).toEqual({ from: 1_000, to: 10_999, at: 1_000, blocksPerSecond: 0, secondsLeft: null });
  now = 2_000;
  progress.reached(3_000);
  expect(progress.now).toEqual({ from: 1_000, to: 10_999, at: 3_000, blocksPerSecond: 1_000, secondsLeft: 8 });
  expect(lines).toEqual([]);
  now = 5_000;
  progress.reached(6_000);
  expect(lines).toEqual([{ from: 1_000, to: 10_999, at: 6_000, blocksPerSecond: 1_000, secondsLeft: 5 }]);
  now = 8_000;
  progress.reached(11_000);
  expect(progress.now).toBeNull();
  expect(lines.at(-1)).toEqual({ from: 1_000, to: 10_999, blocksPerSecond: 1_250 });
});
