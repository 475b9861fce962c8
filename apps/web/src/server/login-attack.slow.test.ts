import { DEFAULT_LIMITS, SETTINGS } from "@amanat/limits";
import { ensureUser } from "@amanat/auth";
import { changeSetting, createCtx, inTransaction, TENANT_ID } from "@amanat/db";
import { type FakeTurnstile, fakeTurnstile, useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, expect, it } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const ACCOUNTS = 50;
const ADDRESSES = 200;
const ATTEMPTS = 1_000;
/** How many the attacker has under way at once. */
const AT_ONCE = 100;

let door: Door;
let turnstile: FakeTurnstile;

beforeAll(async () => {
  const system = createCtx(test.db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  await inTransaction(system, (tx) => changeSetting(tx, SETTINGS.limits, DEFAULT_LIMITS));
  for (let n = 0; n < ACCOUNTS; n += 1)
    await ensureUser(test.db, { email: owner(n), password: PASSWORD, name: `Owner ${n}`, roles: ["buyer", "seller"] });
  turnstile = await fakeTurnstile();
  door = await openDoor(test.urls.app, {
    TRUST_PROXY_HOPS: "1",
    TURNSTILE_SITE_KEY: turnstile.siteKey,
    TURNSTILE_SECRET_KEY: turnstile.secret,
    TURNSTILE_URL: turnstile.origin,
  });
}, 60_000);
afterAll(async () => {
  await door.close();
  await turnstile.close();
});

const owner = (n: number) => `owner${n}@amanat.test`;
const home = (n: number) => `192.0.2.${n}`;
const solved = () => turnstile.solve({ hostname: "localhost", action: "sign-in" });

async function signIn(email: string, password: string, from: string, captcha?: string): Promise<string> {
  const sent = await fetch(`${door.origin}/api/trpc/auth.signIn`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-forwarded-for": from },
    body: JSON.stringify({ email, password, ...(captcha === undefined ? {} : { captcha }) }),
  });
  const answer = (await sent.json()) as { error?: { data: { amanat: { code: string } } } };
  return answer.error?.data.amanat.code ?? "OK";
}

/** A thousand wrong passwords: every address at every fifth account, every account from many addresses. */
async function attack(): Promise<Record<string, number>> {
  const answers: Record<string, number> = {};
  let next = 0;
  const attacker = async (): Promise<void> => {
    for (let n = next++; n < ATTEMPTS; n = next++) {
      const from = `203.0.${113 + Math.floor((n % ADDRESSES) / 100)}.${n % 100}`;
      const code = await signIn(owner(n % ACCOUNTS), `guess number ${n}`, from);
      answers[code] = (answers[code] ?? 0) + 1;
    }
  };
  await Promise.all(Array.from({ length: AT_ONCE }, attacker));
  return answers;
}

/** Most memory this process held while something ran, above what it held before, in MiB. */
async function watched<T>(run: () => Promise<T>): Promise<{ answer: T; grewMiB: number }> {
  const before = process.memoryUsage.rss();
  let most = before;
  const timer = setInterval(() => (most = Math.max(most, process.memoryUsage.rss())), 20);
  try {
    return { answer: await run(), grewMiB: (most - before) / 2 ** 20 };
  } finally {
    clearInterval(timer);
  }
}

it("abuse 22: a sign-in under attack by 200 addresses lets 50 accounts' owners in, at home at once and elsewhere with a captcha", async () => {
  for (let n = 0; n < ACCOUNTS; n += 1) expect(await signIn(owner(n), PASSWORD, home(n))).toBe("OK");
  const spent = process.cpuUsage();
  const owners: { code: string; tookMs: number }[] = [];
  const { answer: answers, grewMiB } = await watched(async () => {
    const attacking = attack();
    // Owners come one after the other while it lasts, half of them from somewhere new.
    for (let n = 0; n < ACCOUNTS; n += 1) {
      const startedAt = performance.now();
      const code = n % 2 === 0 ? await signIn(owner(n), PASSWORD, home(n)) : await signIn(owner(n), PASSWORD, `192.0.3.${n}`, solved());
      owners.push({ code, tookMs: performance.now() - startedAt });
    }
    return attacking;
  });
  const cpu = process.cpuUsage(spent);
  console.info("login attack", {
    answers,
    grewMiB: Math.round(grewMiB),
    cpuSeconds: (cpu.user + cpu.system) / 1e6,
    slowestOwnerMs: Math.round(Math.max(...owners.map(({ tookMs }) => tookMs))),
  });

  expect(owners.filter(({ code }) => code !== "OK")).toEqual([]);
  expect(Object.keys(answers).toSorted()).toEqual(["CAPTCHA_REQUIRED", "INVALID_CREDENTIALS"]);
  expect(answers["INVALID_CREDENTIALS"]! + answers["CAPTCHA_REQUIRED"]!).toBe(ATTEMPTS);
  // Ten hashes an account is all the attack gets; two at once hold 92 MiB.
  expect(answers["INVALID_CREDENTIALS"]).toBeLessThanOrEqual(ACCOUNTS * DEFAULT_LIMITS.account.points);
  expect(grewMiB).toBeLessThan(256);
});
