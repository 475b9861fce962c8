import { expect, test } from "vitest";
import { nextPath } from "./session.ts";

test("after signing in nobody is sent elsewhere", () => {
  expect(nextPath("/fa/requests/new?step=2", "en")).toBe("/fa/requests/new?step=2");
  for (const evil of [
    "//evil.example",
    "/\\evil.example",
    "https://evil.example",
    "javascript:alert(1)",
    "@evil.example",
    "/fa\\..//evil",
    null,
    "",
  ])
    expect(nextPath(evil, "en")).toBe("/en");
});
