import { randomBytes } from "node:crypto";
import { request } from "node:http";
import { DEFAULT_LIMITS, SETTINGS } from "@amanat/limits";
import { ensureUser } from "@amanat/auth";
import { publicId } from "@amanat/contracts";
import { changeSetting, createCtx, type Database, inTransaction, TENANT_ID } from "@amanat/db";
import { type FakeTurnstile, fakeTurnstile, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { ADDRESS_HEADER } from "./address-header.ts";
import { type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const OWNER = "owner@amanat.test";
/** Believes its socket; counts as production does. */
let door: Door;
/** Stands behind one proxy, and has a captcha. */
let proxied: Door;
let turnstile: FakeTurnstile;

/** The demo raises every limit; this is how an operator lowers them again. */
function productionLimits(db: Database): Promise<void> {
  const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  return inTransaction(ctx, (tx) => changeSetting(tx, SETTINGS.limits, DEFAULT_LIMITS));
}

beforeAll(async () => {
  await productionLimits(test.db);
  await ensureUser(test.db, { email: OWNER, password: PASSWORD, name: "Owner", roles: ["buyer", "seller"] });
  turnstile = await fakeTurnstile();
  door = await openDoor(test.urls.app);
  proxied = await openDoor(test.urls.app, {
    TRUST_PROXY_HOPS: "1",
    TURNSTILE_SITE_KEY: turnstile.siteKey,
    TURNSTILE_SECRET_KEY: turnstile.secret,
    TURNSTILE_URL: turnstile.origin,
  });
});
afterAll(async () => {
  await door.close();
  await proxied.close();
  await turnstile.close();
});

type Answer = { status: number; codes: string[]; headers: Headers };

/** Calls through a door; one answer code per call of a batch. */
async function call(at: Door, path: string, body: unknown, headers: Record<string, string> = {}): Promise<Answer> {
  const sent = await fetch(`${at.origin}/api/trpc/${path}`, {
    ...(body === undefined ? {} : { method: "POST", body: JSON.stringify(body) }),
    headers: { "content-type": "application/json", ...headers },
  });
  const parsed: unknown = await sent.json();
  const all = (Array.isArray(parsed) ? parsed : [parsed]) as { error?: { data: { amanat: { code: string } } } }[];
  return { status: sent.status, codes: all.map(({ error }) => error?.data.amanat.code ?? "OK"), headers: sent.headers };
}

const wrong = (email: string) => ({ email, password: "not the password" });
const forwarded = (address: string) => ({ "x-forwarded-for": address });
const waits = ({ headers }: Answer) =>
  ["ratelimit-limit", "ratelimit-remaining", "ratelimit-reset", "retry-after"].map((name) => headers.get(name));

/** From networks nobody else in this file uses. */
let networks = 0;
const freshNetwork = () => `198.51.${100 + (networks >> 8)}.${networks++ & 255}`;

describe("what a caller may still do", () => {
  it("stands in the answer's headers, and how long to wait in a refusal's", async () => {
    const from = forwarded(freshNetwork());
    const list = () => call(proxied, "marketplace.listRequests?input=%7B%7D", undefined, from);
    const first = await list();
    expect(waits(first)).toEqual(["100", "99", expect.stringMatching(/^(899|900)$/), null]);
    for (let n = 1; n < 100; n += 1) await list();
    const refused = await list();
    expect([refused.status, refused.codes]).toEqual([429, ["RATE_LIMITED"]]);
    expect(waits(refused)).toEqual(["100", "0", expect.stringMatching(/^(8\d\d|900)$/), expect.stringMatching(/^(8\d\d|900)$/)]);
    expect((await call(proxied, "marketplace.listRequests?input=%7B%7D", undefined, forwarded(freshNetwork()))).codes).toEqual(["OK"]);
  });

  it("is not met by what pages poll, which has a far greater one of its own", async () => {
    const from = forwarded(freshNetwork());
    const answers = await Promise.all(Array.from({ length: 150 }, () => call(proxied, "auth.me?input=%7B%7D", undefined, from)));
    expect(new Set(answers.flatMap(({ codes }) => codes))).toEqual(new Set(["OK"]));
    const { points, seconds } = DEFAULT_LIMITS.polled;
    expect(answers[0]!.headers.get("ratelimit-limit") ?? waits(answers[0]!)[0]).toBe(String(points));
    expect(seconds).toBe(60);
  });
});

describe("abuse 10: a batch of 11; 5,000 commas; 50 copies of a sign-in in one batch", () => {
  it("are refused, and ten copies count as ten", async () => {
    const many = (count: number) => ({
      path: `${Array<string>(count).fill("auth.signIn").join(",")}?batch=1`,
      body: Object.fromEntries(Array.from({ length: count }, (_, n) => [n, wrong(`nobody${n}@amanat.test`)])),
    });
    for (const count of [11, 50]) expect((await call(door, many(count).path, many(count).body)).codes[0]).toBe("BATCH_TOO_LARGE");
    expect((await call(door, `auth.signIn${",".repeat(5_000)}?batch=1`, {})).status).toBe(400);
    const from = forwarded(freshNetwork());
    const ten = await call(proxied, many(10).path, many(10).body, from);
    expect(ten.codes.filter((code) => code === "INVALID_CREDENTIALS")).toHaveLength(3);
    expect(ten.codes.filter((code) => code === "CAPTCHA_REQUIRED")).toHaveLength(7);
    expect(waits(ten).slice(0, 2)).toEqual(["10", "0"]);
    expect((await call(proxied, "auth.signIn", wrong("nobody@amanat.test"), from)).codes).toEqual(["RATE_LIMITED"]);
  });
});

describe("abuse 51: forged forwarding headers", () => {
  it("X-Forwarded-For gives nobody another address where no proxy is trusted", async () => {
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        call(door, "auth.signIn", wrong(`target${n}@amanat.test`), {
          ...forwarded(`203.0.113.${n}`),
          forwarded: `for=203.0.113.${n}`,
          "x-real-ip": `203.0.113.${n}`,
        }),
      ),
    );
    const codes = tries.flatMap((answer) => answer.codes);
    expect(codes.filter((code) => code === "INVALID_CREDENTIALS")).toHaveLength(10);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(20);
  });

  it("behind a proxy only what the proxy itself wrote counts", async () => {
    const real = freshNetwork();
    const tries = await Promise.all(
      Array.from({ length: 30 }, (_, n) =>
        call(proxied, "auth.signIn", wrong(`aim${n}@amanat.test`), forwarded(`203.0.113.${n}, 10.1.1.${n}, ${real}`)),
      ),
    );
    expect(tries.flatMap((answer) => answer.codes).filter((code) => code === "RATE_LIMITED")).toHaveLength(20);
    expect((await call(proxied, "auth.signIn", wrong("aim@amanat.test"), forwarded(freshNetwork()))).codes).toEqual([
      "INVALID_CREDENTIALS",
    ]);
  });

  it("next-auth and pages are told our own address, host and scheme, and the caller's as we see it", async () => {
    const told = await new Promise<Record<string, string>>((resolve, reject) => {
      const headers = {
        host: new URL(proxied.origin).host,
        "x-forwarded-for": "1.1.1.1, 198.51.99.7",
        "x-forwarded-host": "evil.example",
        "x-forwarded-proto": "https",
        "x-forwarded-port": "666",
        [ADDRESS_HEADER]: "6.6.6.6",
      };
      const sent = request(`${proxied.origin}/told`, { headers }, (res) => {
        let text = "";
        res.on("data", (chunk: Buffer) => (text += chunk.toString()));
        res.on("end", () => resolve(JSON.parse(text) as Record<string, string>));
      });
      sent.on("error", reject).end();
    });
    expect(told).toMatchObject({
      [ADDRESS_HEADER]: "198.51.99.7",
      "x-forwarded-host": new URL(proxied.origin).host,
      "x-forwarded-proto": "http",
    });
    expect(told["x-forwarded-port"]).toBeUndefined();
    expect(JSON.stringify(told)).not.toMatch(/evil|6\.6\.6\.6/);
  });

  it("no mail holds a name of the caller's choosing", async () => {
    const headers = { ...forwarded(freshNetwork()), "x-forwarded-host": "evil.example", forwarded: "host=evil.example" };
    const input = { email: "new@amanat.test", password: "a password of their own", name: "New", locale: "en" };
    expect((await call(proxied, "auth.register", input, headers)).codes).toEqual(["OK"]);
    const jobs = await test.db.pool.query<{ data: string }>(`SELECT "data"::text AS "data" FROM pgboss.job WHERE name LIKE 'mail%'`);
    expect(jobs.rows.length).toBeGreaterThan(0);
    expect(JSON.stringify(jobs.rows)).not.toContain("evil");
  });
});

describe("browsers' sign-in, through next-auth,", () => {
  it("is counted with the procedure's, and asks for the same captcha", async () => {
    const address = freshNetwork();
    const signIn = (password: string, captcha?: string) =>
      proxied.built.runtime.enter
        .password({ email: OWNER, password, captcha }, { userAgent: "vitest", address, token: null, goal: null })
        .then(
          () => "OK",
          (error: { code: string }) => error.code,
        );
    for (let n = 0; n < 3; n += 1)
      expect((await call(proxied, "auth.signIn", wrong(`other${n}@amanat.test`), forwarded(address))).codes).toEqual([
        "INVALID_CREDENTIALS",
      ]);
    expect(await signIn(PASSWORD)).toBe("CAPTCHA_REQUIRED");
    expect(await signIn(PASSWORD, turnstile.solve({ hostname: "localhost", action: "sign-in" }))).toBe("OK");
    // The owner is known here now, and has tries of their own.
    for (let n = 0; n < 8; n += 1) await call(proxied, "auth.signIn", wrong(`other${n}@amanat.test`), forwarded(address));
    expect(await signIn(PASSWORD)).toBe("OK");
  });
});

describe("somebody signed in", () => {
  async function bearer(email: string): Promise<Record<string, string>> {
    const sent = await fetch(`${proxied.origin}/api/trpc/auth.signIn`, {
      method: "POST",
      headers: { "content-type": "application/json", ...forwarded(freshNetwork()) },
      body: JSON.stringify({ email, password: PASSWORD }),
    });
    const { result } = (await sent.json()) as { result: { data: { accessToken: string } } };
    return { authorization: `Bearer ${result.data.accessToken}` };
  }
  const keyed = (who: Record<string, string>) => ({ ...who, "idempotency-key": `key-${networks++}-of-this-test` });
  const left = (answer: Answer) => [answer.codes[0], ...waits(answer).slice(0, 2)];
  const nowhere = crypto.randomUUID();

  it("pays nothing for a call that only asks for a proof of presence", async () => {
    const owner = await bearer(OWNER);
    const wanted = { name: "A key", scopes: ["deals:read"] };
    for (let n = 0; n < 3; n += 1)
      expect(left(await call(proxied, "auth.createApiKey", wanted, owner))).toEqual(["STEP_UP_REQUIRED", "240", "239"]);
    for (const remaining of ["239", "238"])
      expect(left(await call(proxied, "auth.revokeApiKey", { apiKeyId: publicId("apiKey", nowhere) }, owner))).toEqual([
        "NOT_FOUND",
        "240",
        remaining,
      ]);
  });

  it("moves money thirty times in a quarter of an hour; staff work through their queues", async () => {
    const owner = await bearer(OWNER);
    const dealId = publicId("deal", nowhere);
    for (let n = 0; n < 30; n += 1)
      expect(left(await call(proxied, "deals.cancelDeal", { dealId, version: 0 }, keyed(owner)))).toEqual(["NOT_FOUND", "30", `${29 - n}`]);
    expect(left(await call(proxied, "deals.cancelDeal", { dealId, version: 0 }, keyed(owner)))).toEqual(["RATE_LIMITED", "30", "0"]);
    await ensureUser(test.db, { email: "admin@amanat.test", password: PASSWORD, name: "Admin", roles: ["admin"] });
    const admin = await bearer("admin@amanat.test");
    const payout = { payoutId: publicId("payout", nowhere), version: 0, reason: "not this one" };
    expect(left(await call(proxied, "payment.rejectPayout", payout, keyed(admin)))).toEqual(["NOT_FOUND", "240", "239"]);
  });
});

it("pages may show the captcha's frame where one is configured, and nobody's otherwise", async () => {
  const policy = async (at: Door) => (await fetch(`${at.origin}/en/sign-in`)).headers.get("content-security-policy") ?? "";
  expect(await policy(proxied)).toContain(`frame-src 'self' ${turnstile.origin};`);
  expect(await policy(door)).toContain("frame-src 'self';");
  expect(proxied.built.runtime.config.captcha).toMatchObject({ siteKey: turnstile.siteKey });
  expect(JSON.stringify(proxied.built.runtime.config)).not.toContain(turnstile.secret);
  expect(door.built.runtime.config.captcha).toBeNull();
});

describe("refresh tokens", () => {
  const refresh = (refreshToken: string, from: Record<string, string>) => call(proxied, "auth.refresh", { refreshToken }, from);
  const invented = () => `amn_rt_${randomBytes(32).toString("base64url")}`;

  it("that were invented shut their network out of inventing more, and nobody there out who holds a good one", async () => {
    const from = forwarded(freshNetwork());
    const sent = await fetch(`${proxied.origin}/api/trpc/auth.signIn`, {
      method: "POST",
      headers: { "content-type": "application/json", ...from },
      body: JSON.stringify({ email: OWNER, password: PASSWORD }),
    });
    const { result } = (await sent.json()) as { result: { data: { refreshToken: string } } };
    const flood = await Promise.all(Array.from({ length: 130 }, () => refresh(invented(), from)));
    const codes = flood.flatMap((answer) => answer.codes);
    expect(codes.filter((code) => code === "INVALID_TOKEN")).toHaveLength(100);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(30);
    const late = await refresh(invented(), from);
    expect([late.status, ...waits(late)]).toEqual([
      429,
      "100",
      "0",
      expect.stringMatching(/^\d+$/),
      expect.stringMatching(/^(8\d\d|900)$/),
    ]);
    expect((await refresh(result.data.refreshToken, from)).codes).toEqual(["OK"]);
    expect((await refresh(invented(), forwarded(freshNetwork()))).codes).toEqual(["INVALID_TOKEN"]);
  });
});

describe("ways to Google and Telegram and back", () => {
  it("are counted by network, however their path is spelled; next-auth's other paths are not", async () => {
    const from = forwarded(freshNetwork());
    const go = async (method: "GET" | "POST", path: string, headers = from) => {
      // What is posted is a form of our own page; anything else is refused before it is counted.
      const form = method === "POST" ? { origin: proxied.origin, "content-type": "application/x-www-form-urlencoded" } : {};
      const answer = await fetch(`${proxied.origin}/api/auth/${path}`, { method, headers: { ...headers, ...form }, redirect: "manual" });
      return [answer.status, answer.headers.has("retry-after"), answer.headers.get("location")];
    };
    for (let n = 0; n < 100; n += 1) {
      const [back, there] = await Promise.all([go("GET", "callback/google?code=x"), go("POST", "signin/telegram-oidc")]);
      expect([back[2], there[0]]).not.toContain("/sign-in?error=RATE_LIMITED");
      expect([404, 405, 415, 429]).not.toContain(there[0]);
    }
    for (const path of ["signin/google", "signin/%67oogle", "signin//telegram-oidc"])
      expect(await go("POST", path)).toEqual([429, true, null]);
    for (const path of ["callback/google?code=x&state=y", "callback/%67oogle?code=x", "callback//telegram-oidc?code=x"])
      expect(await go("GET", path), "a browser on its way back sees a page").toEqual([303, false, "/sign-in?error=RATE_LIMITED"]);
    // One with more behind it leads nowhere, so that no way is uncounted.
    expect(await go("POST", "signin/telegram-oidc/")).toEqual([404, false, null]);
    expect(await go("GET", "callback/google/?code=x")).toEqual([404, false, null]);
    for (const open of [await go("GET", "csrf"), await go("POST", "signin/google", forwarded(freshNetwork()))])
      expect(open[0]).not.toBe(429);
  });
});

describe("a mailbox", () => {
  it("is written to five times, whoever asks, known or not", async () => {
    for (const email of [OWNER, "nobody-at-all@amanat.test"]) {
      const codes: string[] = [];
      for (let n = 0; n < 7; n += 1) codes.push(...(await call(proxied, "auth.resendCode", { email }, forwarded(freshNetwork()))).codes);
      expect(codes).toEqual(["OK", "OK", "OK", "OK", "OK", "RATE_LIMITED", "RATE_LIMITED"]);
    }
  });
});
