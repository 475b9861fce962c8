import { describe, expect, it } from "vitest";
import { displayName } from "./display-name.ts";

describe("names", () => {
  it.each([
    ["  Shirin \u202Egnp.exe  ", "Shirin gnp.exe"],
    ["", "shirin"],
    ["\u200F\u2067", "shirin"],
    ["ب".repeat(80), "ب".repeat(60)],
  ])("%j is shown as %j", (given, shown) => {
    expect(displayName(given, "shirin")).toBe(shown);
  });
});
