import { createHmac } from "node:crypto";
import { ensureUser } from "@amanat/auth";
import { errorBodySchema } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { attacks, type Answered, fuzz, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { bearerOf, type Door, openDoor, SCANNER_SECRET } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
let door: Door;
let bearer: string;

beforeAll(async () => {
  door = await openDoor(test.urls.app);
  await ensureUser(test.db, {
    email: "staff@amanat.test",
    password: PASSWORD,
    name: "Staff",
    roles: ["buyer", "seller", "guard", "resolver", "admin"],
  });
  bearer = await bearerOf(door, "staff@amanat.test", PASSWORD);
});
afterAll(() => door.close());

const shown = ({ method, path, status, headers, body, answer }: Answered) =>
  `${status} ${method} ${path.slice(0, 160)} ${JSON.stringify(headers ?? {}).slice(0, 80)} ${String(body ?? "").slice(0, 60)} → ${answer.slice(0, 160)}`;

/** Says whose fault it was: ours. 501 is a thing we say we do not do. */
const failed = (answers: readonly Answered[]) => answers.filter(({ status }) => status >= 500 && status !== 501).map(shown);

/** What answers in words of its own: signed senders, the metrics' reader, and next-auth when it knows no such person. */
const OWN_WORDS = /^\/(api\/amn-scanner\/|api\/payment\/[a-z-]+\/webhook|metrics|api\/auth\/callback\/|__dev\/)/;

/** Node's own word for headers that are too long: no code of ours has run. */
const NODES_OWN = 431;

/** Refusals in another form than the house's. */
function unruly(answers: readonly Answered[]): string[] {
  const refusals = answers.filter(
    ({ status, method, path }) => status >= 400 && status !== NODES_OWN && method !== "HEAD" && !OWN_WORDS.test(path),
  );
  return refusals
    .filter(({ answer }) => {
      try {
        const parsed = JSON.parse(answer) as unknown;
        const [first] = Array.isArray(parsed) ? parsed : [parsed];
        return !errorBodySchema.safeParse(first.error.data.amanat).success;
      } catch {
        return true;
      }
    })
    .map(shown);
}

describe("every route, by every method, with what nobody honest sends", () => {
  it.each([
    ["by a stranger", () => ({})],
    ["by somebody with every role", () => ({ authorization: `Bearer ${bearer}` })],
  ] as const)(
    "%s: is never our fault, and refused by one rule",
    async (_who, headers) => {
      const answers = await fuzz(door.origin, attacks(), headers());
      expect(answers.length).toBeGreaterThan(3_000);
      expect(failed(answers)).toEqual([]);
      expect(unruly(answers)).toEqual([]);
      // Seconds on a machine of its own; the bound is there to end a hang.
    },
    240_000,
  );
});

describe("a signed webhook", () => {
  const signed = (body: string) => {
    const timestamp = String(Math.floor(Date.now() / 1_000));
    const delivery = newId();
    const signature = createHmac("sha256", SCANNER_SECRET).update(`${timestamp}.${delivery}.${body}`).digest("hex");
    return { "content-type": "application/json", "x-amn-delivery": delivery, "x-amn-timestamp": timestamp, "x-amn-signature": signature };
  };

  it("is stored whatever it says: its meaning is judged later", async () => {
    for (const body of [
      "",
      "{",
      '{"event":"\\u0000"}',
      '{"event":1}',
      "\u0000",
      '{"event":"payment.detected","transfer":{"logIndex":1099511627776}}',
    ]) {
      const answer = await fetch(`${door.origin}/api/amn-scanner/webhook`, { method: "POST", headers: signed(body), body });
      expect([body, answer.status]).toEqual([body, 200]);
    }
  });
});

describe("what next-auth does", () => {
  const post = (path: string, headers: Record<string, string>) =>
    fetch(`${door.origin}/api/auth/${path}`, {
      method: "POST",
      redirect: "manual",
      headers: { "content-type": "application/x-www-form-urlencoded", ...headers },
      body: "json=true",
    });

  it("is done for our own pages only, also with a CSRF pair that fits", async () => {
    const csrf = await fetch(`${door.origin}/api/auth/csrf`);
    const cookie = csrf.headers
      .getSetCookie()
      .map((one) => one.split(";")[0])
      .join("; ");
    const { csrfToken } = (await csrf.json()) as { csrfToken: string };
    const signIn = (origin: string) =>
      fetch(`${door.origin}/api/auth/callback/password`, {
        method: "POST",
        redirect: "manual",
        headers: { "content-type": "application/x-www-form-urlencoded", cookie, origin },
        body: new URLSearchParams({ csrfToken, email: "staff@amanat.test", password: PASSWORD, json: "true" }),
      });
    for (const origin of ["https://evil.example", "null", door.origin.replace("http", "https")])
      expect((await signIn(origin)).status).toBe(403);
    expect((await signIn(door.origin)).status).toBe(200);
    expect((await post("signout", { "sec-fetch-site": "cross-site" })).status).toBe(403);
  });

  it("is asked for by its own methods and with forms; a broken goal in a cookie locks nobody out", async () => {
    const of = async (method: string, path: string, headers: Record<string, string> = {}) =>
      (await fetch(`${door.origin}/api/auth/${path}`, { method, redirect: "manual", headers })).status;
    expect(await of("GET", "callback/password")).toBe(405);
    expect(await of("POST", "callback/google")).toBe(405);
    expect(await of("POST", "csrf")).toBe(405);
    expect(await of("GET", "callback/nobody")).toBe(404);
    expect((await post("callback/password", { "content-type": "application/json" })).status).toBe(415);
    expect(await of("GET", "error?error=%0d%0aset-cookie:x")).toBe(400);
    expect(await of("GET", "csrf?callbackUrl=javascript:1")).toBe(400);
    expect(await of("GET", "csrf", { cookie: "next-auth.callback-url=javascript%3A1" })).toBe(200);
  });
});
