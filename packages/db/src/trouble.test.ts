import { pino } from "pino";
import { expect, it } from "vitest";
import { watchTrouble } from "./trouble.ts";

it("the same error is said once, counted, said again after ten minutes, and its end with how often it came", () => {
  const lines: { msg: string; times?: number; failures?: number }[] = [];
  const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line) as (typeof lines)[number]) });
  let now = 0;
  const trouble = watchTrouble(log, "a round", () => now);
  trouble.worked();
  for (let turn = 0; turn < 1_000; turn += 1) {
    now += 250;
    trouble.failed(new Error(`block ${turn} of 0x${turn.toString(16)} is not there`));
    if (turn % 2 === 0) trouble.failed(new Error("another"));
  }
  expect(lines.map(({ msg, times }) => [msg, times])).toEqual([
    ["a round failed; trying again", 1],
    ["a round failed; trying again", 1],
  ]);
  now += 600_000;
  trouble.failed(new Error("block 7 of 0x7 is not there"));
  expect(lines.at(-1)).toMatchObject({ times: 1_001 });
  trouble.worked();
  trouble.worked();
  expect(lines).toHaveLength(4);
  expect(lines.at(-1)).toMatchObject({ msg: "a round works again", failures: 1_501 });
});
