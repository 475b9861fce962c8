import { afterEach, expect, test, vi } from "vitest";
import { failureNamed, leaveFor, nextPath, signIn } from "./session.ts";

afterEach(() => vi.unstubAllGlobals());

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

/** A browser whose next answers are these, after the one with the CSRF token. */
function answering(...bodies: object[]): void {
  const left = [{ csrfToken: "token" }, ...bodies];
  vi.stubGlobal("window", { location: { origin: "https://amanat.example" } });
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(left.shift())));
}

test("what is refused before next-auth was asked keeps its code", async () => {
  for (const ask of [() => leaveFor("google", "/fa"), () => signIn("a@b.example", "password")]) {
    answering({ error: { data: { amanat: { code: "RATE_LIMITED" } } } });
    await expect(ask()).rejects.toMatchObject({ code: "RATE_LIMITED" });
  }
});

test("a provider that cannot be reached is no fault of ours", async () => {
  answering({ url: "https://amanat.example/api/auth/error?error=OAuthSignin" });
  await expect(leaveFor("google", "/fa")).rejects.toMatchObject({ code: "UPSTREAM_ERROR" });
});
