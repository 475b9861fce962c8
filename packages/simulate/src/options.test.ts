import { expect, test } from "vitest";
import { readOptions } from "./options.ts";

test("one deal in forty is lived, unless the command line says otherwise", () => {
  expect(readOptions(["--seed", "7"])).toMatchObject({ seed: 7, deals: 1_000, lived: 25, hours: 0, json: false });
  expect(readOptions(["--deals", "60", "--lived", "8", "--json"])).toMatchObject({ deals: 60, lived: 8, json: true });
});

test.each([
  [["--deals", "none"], "--deals takes a whole number from 1"],
  [["--deals", "10", "--lived", "11"], "--lived takes a whole number from 0 to 10"],
  [["--seed", "1.5"], "--seed takes a whole number"],
])("%s is refused in one line", (args, words) => {
  expect(() => readOptions(args)).toThrow(words);
});
