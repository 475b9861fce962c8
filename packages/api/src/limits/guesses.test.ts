import { DomainError } from "@amanat/contracts";
import { DEFAULT_LIMITS, type Limits, openLimits } from "@amanat/limits";
import { type FakeTurnstile, fakeTurnstile, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { guess, type GuessPorts } from "./guesses.ts";
import { CAPTCHA_ACTION, turnstile } from "./turnstile.ts";

const house = useDatabase();
let limits: Limits;
let fake: FakeTurnstile;
let run = 0;

beforeAll(async () => {
  limits = openLimits(house.db);
  fake = await fakeTurnstile();
});
afterAll(async () => {
  limits.close();
  await fake.close();
});
beforeEach(() => {
  // Every test has networks and accounts of its own.
  run += 1;
  fake.weather = "fair";
});

const network = (n: number) => `10.${run}.${n >> 8}.${n & 255}`;
const account = (n = 0) => `somebody${n}@run${run}.test`;
const page = { hostname: "amanat.example", action: CAPTCHA_ACTION };

function ports(changes: Partial<GuessPorts> = {}): GuessPorts {
  return { limits, captcha: null, familiar: () => Promise.resolve(false), ...changes };
}
const asking = () =>
  ports({ captcha: turnstile({ secret: fake.secret, origin: fake.origin, hostname: page.hostname, timeoutMs: 500 }, limits) });

type Try = { from?: string; at?: string; captcha?: string | null; signedIn?: boolean; fails?: string | null };

/** One try; by default a wrong password from the first network at the first account. Answers with its code. */
async function attempt(
  using: GuessPorts,
  { from = network(0), at = account(), captcha = null, signedIn = false, fails = "INVALID_CREDENTIALS" }: Try = {},
) {
  try {
    await guess(using, { account: at, address: from, captcha, signedIn }, () =>
      fails === null ? Promise.resolve() : Promise.reject(new DomainError(fails as "BUSY")),
    );
    return "OK";
  } catch (error) {
    const { code, issues } = error as DomainError;
    return code === "CAPTCHA_REQUIRED" ? `${code} ${issues[0]?.code}` : code;
  }
}

async function attempts(count: number, make: (n: number) => Promise<string>): Promise<Record<string, number>> {
  const counted: Record<string, number> = {};
  for (const code of await Promise.all(Array.from({ length: count }, (_, n) => make(n)))) counted[code] = (counted[code] ?? 0) + 1;
  return counted;
}

describe("tries at signing in", () => {
  it("fail ten times from one network, also at once and at many accounts, and then have to wait", async () => {
    expect(await attempts(25, (n) => attempt(ports(), { at: account(n) }))).toEqual({ INVALID_CREDENTIALS: 10, RATE_LIMITED: 15 });
    expect(await attempt(ports(), { fails: null })).toBe("RATE_LIMITED");
    expect(await attempt(ports(), { from: network(1), fails: null })).toBe("OK");
  });

  it("that succeed, or meet our own faults, cost nothing", async () => {
    for (let n = 0; n < 15; n += 1) expect(await attempt(ports(), { fails: null })).toBe("OK");
    for (let n = 0; n < 15; n += 1) expect(await attempt(ports(), { fails: "BUSY" })).toBe("BUSY");
    for (let n = 0; n < 10; n += 1) expect(await attempt(ports())).toBe("INVALID_CREDENTIALS");
    expect(await attempt(ports())).toBe("RATE_LIMITED");
  });

  it("count when the address is not verified yet: the answer tells that it was free", async () => {
    const codes = await attempts(12, (n) => attempt(ports(), { at: account(n), fails: "EMAIL_NOT_VERIFIED" }));
    expect(codes).toEqual({ EMAIL_NOT_VERIFIED: 10, RATE_LIMITED: 2 });
  });

  it("count against the whole /64 of an IPv6 subscriber", async () => {
    const tries = await attempts(20, (n) => attempt(ports(), { from: `2001:db8:${run}:0:${n.toString(16)}::1`, at: account(n) }));
    expect(tries).toEqual({ INVALID_CREDENTIALS: 10, RATE_LIMITED: 10 });
  });

  it("at one account from everywhere are ten; its owner signs in from where they always do", async () => {
    expect(await attempts(40, (n) => attempt(ports(), { from: network(n) }))).toEqual({ INVALID_CREDENTIALS: 10, RATE_LIMITED: 30 });
    const home = ports({ familiar: (_account, from) => Promise.resolve(from === network(200)) });
    expect(await attempt(home, { from: network(200), fails: null })).toBe("OK");
    expect(await attempt(home, { from: network(201), fails: null })).toBe("RATE_LIMITED");
  });

  it("of somebody signed in count against them, wherever they are, and nobody else", async () => {
    expect(await attempts(15, (n) => attempt(ports(), { signedIn: true, from: network(n) }))).toEqual({
      INVALID_CREDENTIALS: 10,
      RATE_LIMITED: 5,
    });
    expect(await attempt(ports(), { from: network(0), at: account(9) })).toBe("INVALID_CREDENTIALS");
  });

  it("of somebody signed in are changes too, also those that succeed or ask for a proof of presence first", async () => {
    const few = openLimits(house.db, { ...DEFAULT_LIMITS, write: { points: 4, seconds: 60 } });
    const codes: string[] = [];
    for (const fails of [null, "STEP_UP_REQUIRED", null, "STEP_UP_REQUIRED", null])
      codes.push(await attempt(ports({ limits: few }), { signedIn: true, fails }));
    few.close();
    expect(codes).toEqual(["OK", "STEP_UP_REQUIRED", "OK", "STEP_UP_REQUIRED", "RATE_LIMITED"]);
  });
});

describe("abuse 22: login brute force across IPs and accounts; Turnstile required; its token replayed", () => {
  it("after three failures of a network a person has to show up", async () => {
    for (let n = 0; n < 3; n += 1) expect(await attempt(asking(), { at: account(n) })).toBe("INVALID_CREDENTIALS");
    expect(await attempt(asking(), { fails: null })).toBe("CAPTCHA_REQUIRED required");
    expect(await attempt(asking(), { fails: null, captcha: fake.solve(page) })).toBe("OK");
    expect(fake.asked.at(-1)).toMatchObject({ address: network(0) });
  });

  it("after ten failures at one account from many networks, from every other network", async () => {
    await attempts(10, (n) => attempt(asking(), { from: network(n) }));
    expect(await attempt(asking(), { from: network(50), fails: null })).toBe("CAPTCHA_REQUIRED required");
    expect(await attempt(asking(), { from: network(50), fails: null, captcha: fake.solve(page) })).toBe("OK");
    const home = { ...asking(), familiar: () => Promise.resolve(true) };
    expect(await attempt(home, { from: network(51), fails: null })).toBe("OK");
  });

  it("a token is good once, also for two at the same moment; another site's, another widget's, an old or invented one never", async () => {
    for (let n = 0; n < 3; n += 1) await attempt(asking());
    const token = fake.solve(page);
    const twins = await attempts(2, () => attempt(asking(), { fails: null, captcha: token }));
    expect(twins).toEqual({ OK: 1, "CAPTCHA_REQUIRED used": 1 });
    for (const captcha of [
      fake.solve({ ...page, hostname: "evil.example" }),
      fake.solve({ ...page, action: "newsletter" }),
      fake.solve({ ...page, ageSeconds: 301 }),
      "invented",
      "x".repeat(2_049),
    ])
      expect(await attempt(asking(), { at: account(1), from: network(0), fails: null, captcha })).toBe("CAPTCHA_REQUIRED invalid");
    expect(await attempt(asking(), { fails: null, captcha: token })).toBe("CAPTCHA_REQUIRED used");
  });

  it("shuts while nobody can tell a person from a program", async () => {
    for (let n = 0; n < 3; n += 1) await attempt(asking());
    for (const weather of ["down", "garbage", "silent"] as const) {
      fake.weather = weather;
      expect(await attempt(asking(), { fails: null, captcha: fake.solve(page) })).toBe("UPSTREAM_ERROR");
    }
  });
});
