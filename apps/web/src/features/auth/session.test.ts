import { expect, test } from "vitest";
import { failureNamed, nextPath } from "./session.ts";

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

test("a code in the address bar is shown only when it is one of ours", () => {
  expect(failureNamed("IDENTITY_TAKEN").code).toBe("IDENTITY_TAKEN");
  for (const foreign of ["OAuthCallback", "<script>", "", "__proto__"]) expect(failureNamed(foreign).code).toBe("UPSTREAM_ERROR");
});
