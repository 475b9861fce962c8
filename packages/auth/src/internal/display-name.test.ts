import { describe, expect, it } from "vitest";
import { displayName, refuseImitation } from "./display-name.ts";

describe("names that a provider gives", () => {
  it.each([
    ["  Shirin \u202Egnp.exe  ", "Shirin gnp.exe"],
    ["", "shirin"],
    ["\u200F\u2067", "shirin"],
    ["\u3164\u3164", "shirin"],
    ["ب".repeat(80), "ب".repeat(60)],
    ["می\u200Cخواهم", "می\u200Cخواهم"],
    // Who is called like us is let in, under the other name the provider knows.
    ["Amanat Support Team ✅", "shirin"],
    ["پشتيباني امانت", "shirin"],
  ])("%j is shown as %j", (given, shown) => {
    expect(displayName(given, "shirin")).toBe(shown);
  });

  it("is one that says nothing where all names are ours", () => {
    expect(displayName("Аmаnаt Ѕuрроrt", "amanat_support")).toMatch(/^User \d{6}$/);
    expect(displayName("", undefined)).toMatch(/^User \d{6}$/);
  });
});

it("a name that somebody types is refused when it reads as ours", () => {
  expect(() => refuseImitation("Amanat Support Team ✅")).toThrowError(
    expect.objectContaining({ code: "VALIDATION_ERROR", issues: [{ path: "name", code: "name_imitates" }] }),
  );
  expect(() => refuseImitation("Amanat Khan")).not.toThrow();
});
