import { actorFromCredential, beginOpenIdLink, ensureUser, passkeyRegistration, registerPasskey } from "@amanat/auth";
import { publicId } from "@amanat/contracts";
import { createCtx, TENANT_ID } from "@amanat/db";
import {
  proved,
  signedInitData,
  signedWidget,
  softwareAuthenticator,
  startOpenIdProvider,
  TEST_BOT_TOKEN,
  useDatabase,
  type OpenIdProvider,
} from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { afterAll, beforeAll, beforeEach, describe, expect, it } from "vitest";
import { pino } from "pino";
import { buildRuntime } from "./build-runtime.ts";
import { readWebConfig } from "./config.ts";
import { type Door, exampleEnv, openDoor } from "./door.fixture.ts";
import { authOptions } from "./next-auth.ts";
import { telegramWay } from "./open-id-clients.ts";
import { installRuntime } from "./runtime.ts";

const test = useDatabase({ jobs: true });
const CLIENT = { clientId: "amanat-web", clientSecret: "shared-with-the-provider" };
let google: OpenIdProvider;
let telegram: OpenIdProvider;
let door: Door;
let people = 0;

beforeAll(async () => {
  google = await startOpenIdProvider({ ...CLIENT, person: { sub: "1" } });
  telegram = await startOpenIdProvider({ ...CLIENT, person: { sub: "1" } });
  door = await openDoor(test.urls.app, {
    GOOGLE_CLIENT_ID: CLIENT.clientId,
    GOOGLE_CLIENT_SECRET: CLIENT.clientSecret,
    GOOGLE_ISSUER: google.issuer,
    TELEGRAM_CLIENT_ID: CLIENT.clientId,
    TELEGRAM_CLIENT_SECRET: CLIENT.clientSecret,
    TELEGRAM_ISSUER: telegram.issuer,
    TELEGRAM_BOT_TOKEN: TEST_BOT_TOKEN,
  });
});
afterAll(async () => {
  await door.close();
  await Promise.all([google.close(), telegram.close()]);
});
beforeEach(() => {
  google.misbehave(null);
  people += 1;
  google.become({ sub: `g${people}`, name: "Omid", email: `omid${people}@gmail.com`, email_verified: true });
});

/** A browser: it keeps cookies and follows what it is told, one step at a time. */
class Browser {
  readonly jar = new Map<string, string>();

  async go(url: string, form?: Record<string, string>): Promise<Response> {
    const own = url.startsWith(door.origin);
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const answer = await fetch(url, {
      redirect: "manual",
      headers: { "sec-fetch-site": "same-origin", ...(own && cookie ? { cookie } : {}) },
      ...(form ? { method: "POST", body: new URLSearchParams(form) } : {}),
    });
    for (const line of own ? answer.headers.getSetCookie() : []) {
      const [name = "", value = ""] = (line.split(";")[0] ?? "").split(/=(.*)/s);
      if (value === "" || /max-age=0/i.test(line)) this.jar.delete(name);
      else this.jar.set(name, value);
    }
    return answer;
  }

  async post(path: string, form: Record<string, string>): Promise<string> {
    const { csrfToken } = (await (await this.go(`${door.origin}/api/auth/csrf`)).json()) as { csrfToken: string };
    const answer = await this.go(`${door.origin}/api/auth/${path}`, { ...form, csrfToken, json: "true" });
    return ((await answer.json()) as { url: string }).url;
  }

  /** From our button to the provider's answer; where the browser is sent with it. */
  async toProvider(provider: string, form: Record<string, string> = {}): Promise<string> {
    const there = await this.post(`signin/${provider}`, form);
    return (await this.go(there)).headers.get("location") ?? "";
  }

  /** The whole way. Where it ends. */
  async through(provider: string, form: Record<string, string> = {}): Promise<string> {
    return (await this.go(await this.toProvider(provider, form))).headers.get("location") ?? "";
  }

  async call(procedure: string): Promise<unknown> {
    const cookie = [...this.jar].map(([name, value]) => `${name}=${value}`).join("; ");
    const headers = { "content-type": "application/json", "sec-fetch-site": "same-origin", ...(cookie ? { cookie } : {}) };
    const answer = await fetch(`${door.origin}/api/trpc/${procedure}`, { method: "POST", headers, body: "{}" });
    return ((await answer.json()) as { result: { data: unknown } }).result.data;
  }

  async who(): Promise<{ id: string; email: string | null; name: string } | null> {
    const answer = await this.go(`${door.origin}/api/trpc/auth.me`);
    return ((await answer.json()) as { result: { data: { user: { id: string; email: string | null; name: string } | null } } }).result.data
      .user;
  }
}

const errorIn = (url: string) => new URL(url, door.origin).searchParams.get("error");

async function signedIn(): Promise<{ browser: Browser; id: string }> {
  const browser = new Browser();
  await browser.through("google");
  const me = await browser.who();
  if (!me) throw new Error("signed in");
  return { browser, id: me.id };
}

describe("Google", () => {
  it("leads through code, PKCE, state and nonce to a session, and back to where one came from", async () => {
    const browser = new Browser();
    expect(await browser.through("google", { callbackUrl: "/fa/deals" })).toBe(`${door.origin}/fa/deals`);
    expect(await browser.who()).toMatchObject({ name: "Omid", email: `omid${people}@gmail.com` });
    const again = new Browser();
    await again.through("google");
    expect((await again.who())?.id).toBe((await browser.who())?.id);
    expect(again.jar.get("amn")).not.toBe(browser.jar.get("amn"));
  });

  it.each(["wrong_issuer", "wrong_audience", "wrong_nonce", "expired", "foreign_key", "unsigned", "shared_secret", "no_id_token"] as const)(
    "is not believed with %s",
    async (wrong) => {
      google.misbehave(wrong);
      const browser = new Browser();
      expect(errorIn(await browser.through("google"))).toBe("PROOF_INVALID");
      expect(await browser.who()).toBeNull();
    },
  );

  it.each(["no_answer", "gateway_error", "away"] as const)("is told apart from one that says no: %s", async (wrong) => {
    const browser = new Browser();
    const back = await browser.toProvider("google", { callbackUrl: "/vi" });
    google.misbehave(wrong);
    expect((await browser.go(back)).headers.get("location")).toBe(`${door.origin}/vi/sign-in?error=UPSTREAM_ERROR`);
    expect(await browser.who()).toBeNull();
  });

  it("says so when it cannot be reached at all, and when its person said no", async () => {
    const browser = new Browser();
    google.misbehave("away");
    expect(errorIn(await browser.post("signin/google", {}))).toBe("OAuthSignin");
    google.misbehave(null);
    const refused = new URL(await browser.toProvider("google"));
    refused.searchParams.delete("code");
    refused.searchParams.set("error", "access_denied");
    expect(errorIn((await browser.go(refused.href)).headers.get("location") ?? "")).toBe("PROOF_INVALID");
  });

  it("is told apart for each of many who come back at once", async () => {
    const [lost, forged] = [new Browser(), new Browser()];
    const state = new URL(await forged.toProvider("google"));
    state.searchParams.set("state", "another");
    const back = await lost.toProvider("google");
    google.misbehave("no_answer");
    const ends = await Promise.all([lost.go(back), forged.go(state.href), lost.go(back), forged.go(state.href)]);
    expect(ends.map((end) => errorIn(end.headers.get("location") ?? ""))).toEqual([
      "UPSTREAM_ERROR",
      "PROOF_INVALID",
      "UPSTREAM_ERROR",
      "PROOF_INVALID",
    ]);
  });

  it("abuse 17: replaces a session cookie that was planted before", async () => {
    const attacker = await signedIn();
    const planted = attacker.browser.jar.get("amn") ?? "";
    google.become({ sub: `victim${people}`, name: "Victim" });
    const browser = new Browser();
    browser.jar.set("amn", planted);
    await browser.through("google");
    expect(browser.jar.get("amn")).not.toBe(planted);
    expect(await browser.who()).toMatchObject({ name: "Victim" });
    // What was planted is of no more use to anybody.
    expect(await attacker.browser.who()).toBeNull();
    for (const invented of ["A".repeat(43), "x"]) {
      const another = new Browser();
      another.jar.set("amn", invented);
      await another.through("google");
      expect(another.jar.get("amn")).not.toBe(invented);
    }
  });

  it("is not believed in another browser, nor with another state, nor twice", async () => {
    const [victim, attacker] = [new Browser(), new Browser()];
    const answer = await attacker.toProvider("google");
    expect(errorIn((await victim.go(answer)).headers.get("location") ?? "")).toBe("PROOF_INVALID");
    const forged = new URL(answer);
    forged.searchParams.set("state", "another");
    expect(errorIn((await attacker.go(forged.href)).headers.get("location") ?? "")).toBe("PROOF_INVALID");
    const honest = new Browser();
    const code = await honest.toProvider("google");
    await honest.go(code);
    expect(await honest.who()).not.toBeNull();
    expect(errorIn((await honest.go(code)).headers.get("location") ?? "")).toBe("PROOF_INVALID");
    expect(await victim.who()).toBeNull();
  });

  it("abuse 23: takes an address from who planted an account on it", async () => {
    const email = `omid${people}@gmail.com`;
    const planted = { email, password: "correct horse battery", name: "Planted" };
    await fetch(`${door.origin}/api/trpc/auth.register`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify(planted),
    });
    const { browser } = await signedIn();
    expect(await browser.who()).toMatchObject({ email, name: "Omid" });
    expect(errorIn(await new Browser().post("callback/password", planted))).toBe("INVALID_CREDENTIALS");
  });

  it("says in a code that an address is somebody's, and signs nobody in", async () => {
    const email = `taken${people}@firm.example`;
    await ensureUser(test.db, { email, password: "correct horse battery", name: "Owner", roles: ["buyer"] });
    google.become({ sub: `g${people}`, email, email_verified: true });
    const browser = new Browser();
    expect(await browser.through("google")).toBe(`${door.origin}/sign-in?error=LINK_FIRST`);
    expect(await browser.who()).toBeNull();
  });

  it("ends the session it takes the place of, and no other", async () => {
    const { browser } = await signedIn();
    const elsewhere = new Browser();
    await elsewhere.through("google");
    const old = new Browser();
    old.jar.set("amn", browser.jar.get("amn") ?? "");
    await browser.through("google");
    expect(await old.who()).toBeNull();
    expect(await browser.who()).not.toBeNull();
    expect(await elsewhere.who()).not.toBeNull();
  });

  it("links instead when the session asked for it, and keeps the session", async () => {
    const { browser, id } = await signedIn();
    const row = await test.db.prisma.session.findFirstOrThrow({ orderBy: { createdAt: "desc" }, include: { user: true } });
    expect(publicId("user", row.userId)).toBe(id);
    const actor = {
      kind: "user",
      tenantId: TENANT_ID,
      userId: row.userId,
      sessionId: row.id,
      name: row.user.name,
      roles: row.user.roles,
      scopes: null,
    } as const;
    const ctx = createCtx(test.db, actor);
    await proved(ctx, (stepped) => beginOpenIdLink(stepped, { provider: "telegram" }));
    telegram.become({ sub: "77", id: 6_000_000_000 + people, name: "Omid", preferred_username: "omid" });
    const token = browser.jar.get("amn");
    expect(await browser.through("telegram-oidc")).toBe(`${door.origin}/account/security?linked=telegram`);
    expect(browser.jar.get("amn")).toBe(token);
    const elsewhere = new Browser();
    await elsewhere.through("telegram-oidc");
    expect((await elsewhere.who())?.id).toBe(id);
  });
});

describe("where a sign-in ends", () => {
  it("tells those who do not get in so in their language", async () => {
    const browser = new Browser();
    google.misbehave("foreign_key");
    let url = await browser.through("google", { callbackUrl: "/vi/deals" });
    for (let hops = 0; url.includes("/api/auth/") && hops < 3; hops += 1) url = (await browser.go(url)).headers.get("location") ?? "";
    expect(new URL(url, door.origin).pathname).toBe("/vi/sign-in");
    expect(errorIn(url)).toBe("PROOF_INVALID");
    google.misbehave(null);
    const email = `taken${people}@firm.example`;
    await ensureUser(test.db, { email, password: "correct horse battery", name: "Owner", roles: ["buyer"] });
    google.become({ sub: `g${people}`, email, email_verified: true });
    expect(await browser.through("google", { callbackUrl: "/zh" })).toBe(`${door.origin}/zh/sign-in?error=LINK_FIRST`);
  });

  it("leaves a name in the log, and no more of it than a name has", () => {
    const noted: string[] = [];
    installRuntime({ ...door.built.runtime, note: (code) => void noted.push(code) });
    const { logger } = authOptions({ userAgent: "", address: "", token: null, goal: null });
    logger?.error?.("OAUTH_CALLBACK_ERROR", new Error("why"));
    logger?.error?.("x".repeat(10_000), new Error("why"));
    logger?.error?.("JWT_SESSION_ERROR", new Error("why"));
    installRuntime(door.built.runtime);
    expect(noted).toEqual(["OAUTH_CALLBACK_ERROR", "x".repeat(60)]);
  });

  it.each([
    "//evil.example",
    "/\\evil.example",
    "@evil.example",
    "javascript:alert(1)",
    "https://localhost@evil.example",
    "https://evil.example",
  ])("abuse 16: callbackUrl %s stays here", async (callbackUrl) => {
    const end = await new Browser().through("google", { callbackUrl });
    expect(new URL(end).origin).toBe(door.origin);
  });

  it("abuse 15: tells the address bar a code, whatever went wrong", async () => {
    const browser = new Browser();
    const back = await browser.toProvider("google");
    const away = await buildRuntime(door.config, pino({ level: "silent" }));
    await away.close();
    // Same cookies and secrets, but a database that is gone.
    installRuntime({ ...door.built.runtime, enter: away.runtime.enter });
    const formUrl = await browser.post("callback/password", { email: "a@b.example", password: "x" });
    const url = (await browser.go(back)).headers.get("location") ?? "";
    installRuntime(door.built.runtime);
    expect(["INTERNAL_SERVER_ERROR", "SERVICE_UNAVAILABLE"]).toContain(errorIn(formUrl));
    expect(url).toMatch(/\/sign-in\?error=(INTERNAL_SERVER_ERROR|SERVICE_UNAVAILABLE)$/);
    expect(`${formUrl} ${url}`).not.toMatch(/pool|postgres|closed|prisma|%20/i);
  });
});

describe("Telegram", () => {
  const user = () => ({ id: 7_000_000_000 + people, first_name: "Shirin" });

  it("has one button: OpenID's where it is configured, else the widget's", () => {
    expect(door.built.runtime.config.waysIn.telegram).toEqual({ by: "open_id" });
    const way = (changes: Record<string, string>) => telegramWay(readWebConfig(exampleEnv(changes)));
    expect(way({})).toBeNull();
    const loginUrl = "https://oauth.telegram.org/auth?bot_id=7000000001&origin=http%3A%2F%2Flocalhost%3A3000";
    expect(way({ TELEGRAM_BOT_TOKEN: TEST_BOT_TOKEN })).toEqual({ by: "widget", loginUrl });
  });

  it("lets a browser in by the login widget, once", async () => {
    const widget = JSON.stringify(signedWidget(user()));
    const browser = new Browser();
    expect(errorIn(await browser.post("callback/telegram", { widget, locale: "en" }))).toBeNull();
    expect(await browser.who()).toMatchObject({ name: "Shirin", email: null });
    expect(errorIn(await new Browser().post("callback/telegram", { widget }))).toBe("LAUNCH_REPLAYED");
    for (const forged of ["", "{", JSON.stringify({ id: 1 }), JSON.stringify({ ...signedWidget(user()), id: "1" })])
      expect(errorIn(await new Browser().post("callback/telegram", { widget: forged }))).toBe("PROOF_INVALID");
  });

  const rest = (body: unknown, headers: Record<string, string> = {}) =>
    fetch(`${door.origin}/api/auth/telegram`, {
      method: "POST",
      headers: { "content-type": "application/json", ...headers },
      body: JSON.stringify(body),
    });

  it("lets a Mini App in by REST, with the procedure's own answer", async () => {
    const initData = signedInitData(user());
    const device = "a-device's-own-secret-of-128-bits";
    const answer = await rest({ initData, device });
    expect(answer.status).toBe(200);
    const pair = (await answer.json()) as { accessToken: string };
    const me = await fetch(`${door.origin}/api/trpc/auth.me`, { headers: { authorization: `Bearer ${pair.accessToken}` } });
    expect(await me.json()).toMatchObject({ result: { data: { user: { name: "Shirin" } } } });
    expect(await (await rest({ initData, device })).json()).toEqual(pair);
    expect(await test.db.prisma.session.count({ where: { surface: "mini_app" } })).toBe(1);
    expect((await rest({ widget: signedWidget({ ...user(), id: user().id + 1_000_000 }) })).status).toBe(200);
  });

  it("abuse 29: refuses by REST what it refuses elsewhere", async () => {
    const codes = async (answer: Response) =>
      ((await answer.json()) as { error: { data: { amanat: { code: string } } } }).error.data.amanat.code;
    const initData = signedInitData(user());
    expect(await codes(await rest({ initData: `${initData}0` }))).toBe("PROOF_INVALID");
    expect(await codes(await rest({}))).toBe("VALIDATION_ERROR");
    expect(await codes(await rest([]))).toBe("VALIDATION_ERROR");
    expect(await codes(await rest({ initData }, { origin: "https://evil.example" }))).toBe("ORIGIN_NOT_ALLOWED");
    expect(await codes(await rest({ initData }, { "content-type": "text/plain" }))).toBe("UNSUPPORTED_MEDIA_TYPE");
    expect(await codes(await fetch(`${door.origin}/api/auth/telegram`))).toBe("METHOD_NOT_ALLOWED");
    expect((await rest({ initData })).status).toBe(200);
    expect(await codes(await rest({ initData }))).toBe("LAUNCH_REPLAYED");
  });
});

describe("a wallet", () => {
  it("lets a browser in, for the site and chain it is on", async () => {
    const key = privateKeyToAccount(generatePrivateKey());
    const asked = await fetch(`${door.origin}/api/trpc/auth.walletChallenge`, {
      method: "POST",
      headers: { "content-type": "application/json" },
      body: JSON.stringify({ address: key.address }),
    });
    const { challengeId, message } = ((await asked.json()) as { result: { data: { challengeId: string; message: string } } }).result.data;
    expect(message).toContain(`${new URL(door.origin).host} wants you to sign in`);
    expect(message).toContain("Chain ID: 31337");
    const proof = { challengeId, message, signature: await key.signMessage({ message }), locale: "en" };
    const browser = new Browser();
    expect(errorIn(await browser.post("callback/wallet", proof))).toBeNull();
    expect(await browser.who()).toMatchObject({ email: null, name: expect.stringMatching(/^0x.+…/) });
    expect(errorIn(await new Browser().post("callback/wallet", proof))).toBe("CHALLENGE_INVALID");
  });
});

describe("a passkey", () => {
  it("lets a browser in, once per challenge; anything else is refused with a code and nothing more", async () => {
    const device = softwareAuthenticator({ origin: door.origin });
    const owner = await signedIn();
    const credential = { carrier: "cookie", token: owner.browser.jar.get("amn") ?? "", address: "::1" } as const;
    const ctx = createCtx(test.db, await actorFromCredential(test.db, credential));
    const ports = door.built.services.auth;
    const { challengeId, options } = await proved(ctx, (proven) => passkeyRegistration(proven, {}, ports));
    const creation = options as unknown as Parameters<typeof device.create>[0];
    await registerPasskey(ctx, { challengeId, name: "Phone", response: device.create(creation) }, ports);

    const asked = async (browser: Browser) => {
      const answer = await browser.call("auth.passkeyChallenge");
      return answer as { challengeId: string; options: Parameters<typeof device.get>[0] };
    };
    const browser = new Browser();
    const first = await asked(browser);
    const form = { challengeId: first.challengeId, response: JSON.stringify(device.get(first.options)) };
    expect(errorIn(await browser.post("callback/passkey", form))).toBeNull();
    expect((await browser.who())?.id).toBe(owner.id);
    expect(errorIn(await new Browser().post("callback/passkey", form))).toBe("CHALLENGE_INVALID");
    const second = await asked(browser);
    for (const response of ["{", "null", "[]", JSON.stringify({ id: "x" })])
      expect(errorIn(await new Browser().post("callback/passkey", { challengeId: second.challengeId, response }))).toBe("PROOF_INVALID");
  });
});

describe("news", () => {
  it("tells the owner of a way that was joined", async () => {
    const email = `both${people}@gmail.com`;
    await ensureUser(test.db, { email, password: "correct horse battery", name: "Owner", roles: ["buyer"] });
    google.become({ sub: `g${people}`, email, email_verified: true });
    await new Browser().through("google");
    const { id } = await test.db.prisma.user.findFirstOrThrow({ where: { email } });
    const told = await test.db.prisma.event.findMany({ where: { type: "account.changed.v1", channel: `user:${id}` } });
    expect(told.map(({ payload }) => payload)).toEqual([{ what: "way_added", provider: "Google" }]);
  });
});
