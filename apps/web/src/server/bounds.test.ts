import { ensureUser } from "@amanat/auth";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearerOf, type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const OWNER = "owner@amanat.test";
let door: Door;

beforeAll(async () => {
  door = await openDoor(test.urls.app);
  await ensureUser(test.db, { email: OWNER, password: PASSWORD, name: "Owner", roles: ["buyer", "seller"] });
});
afterAll(() => door.close());

describe("what a page is sent", () => {
  const toPage = async (path: string, body: RequestInit["body"], init: RequestInit & { duplex?: "half" } = {}) =>
    (await fetch(`${door.origin}${path}`, { method: "POST", redirect: "manual", body: body ?? null, ...init })).status;

  it("is small, and announced", async () => {
    for (const path of ["/api/auth/callback/credentials", "/en/sign-in"]) {
      expect(await toPage(path, "a".repeat(64 * 1024 + 1))).toBe(413);
      const unannounced = new Blob(["a=b"]).stream();
      expect(await toPage(path, unannounced, { duplex: "half" })).toBe(413);
      expect(await toPage(path, "a".repeat(64 * 1024))).not.toBe(413);
    }
  });

  it("is never next-auth's log, however spelled", async () => {
    for (const path of ["_log", "%5Flog", "_log/", "_log/x", "/_log", "_log?code=x"])
      expect(await toPage(`/api/auth/${path}`, "code=x&level=error")).toBe(404);
  });
});

it("a session holds twenty streams and not one more, until one of them ends", async () => {
  const headers = { authorization: `Bearer ${await bearerOf(door, OWNER, PASSWORD)}` };
  const ends: AbortController[] = [];
  // An answer that nobody holds is collected, and its stream ended with it.
  const answers: Response[] = [];
  const open = async (): Promise<number> => {
    const end = new AbortController();
    ends.push(end);
    const answer = await fetch(`${door.origin}/api/trpc/events.stream`, { headers, signal: end.signal });
    answers.push(answer);
    return answer.status;
  };
  const opened = await Promise.all(Array.from({ length: 60 }, open));
  expect(opened.filter((status) => status === 200)).toHaveLength(20);
  expect(opened.filter((status) => status === 429)).toHaveLength(40);
  for (const end of ends.splice(0)) end.abort();
  await expect.poll(open).toBe(200);
  for (const end of ends) end.abort();
});
