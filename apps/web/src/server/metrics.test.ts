import { useDatabase } from "@amanat/testing";
import { expect, it } from "vitest";
import { openDoor } from "./door.fixture.ts";

const test = useDatabase();

it("figures are shown in production to whoever has the token, and to nobody else: this machine may be a proxy", async () => {
  const token = "9f3c1e7a5b2d8f60a1c4e7b9d2f5083c";
  for (const [changes, authorization, status] of [
    [{}, "", 403],
    [{}, `Bearer ${token}`, 403],
    [{ METRICS_BEARER_TOKEN: token }, "", 401],
    [{ METRICS_BEARER_TOKEN: token }, `Bearer ${token}`, 200],
  ] as const) {
    const production = await openDoor(test.urls.app, { AMANAT_MODE: "production", FRONTEND_URL: "https://amanat.example", ...changes });
    const answer = await fetch(`${production.origin}/metrics`, { headers: { authorization } });
    await production.close();
    expect(answer.status).toBe(status);
  }
});
