import { atOnce, failureCodes, proved, signedInitData, signedWidget, succeeded, useDatabase } from "@amanat/testing";
import { createCtx, type Ctx } from "@amanat/db";
import { beforeAll, describe, expect, it } from "vitest";
import { anonymous, enterWithTelegram, identities, linkTelegram, me, refresh, signInWithTelegram, unlinkIdentity } from "../index.ts";
import { bearing, BROWSER, FROM, holding, newTelegramId, telegram } from "../ways.fixture.ts";

const test = useDatabase({ jobs: true });
const DEVICE = "a-device's-own-secret-of-128-bits-or-more";
let nobody: Ctx;

beforeAll(() => {
  nobody = createCtx(test.db, anonymous());
});

const user = (id = newTelegramId(), more: object = {}) => ({ id, first_name: "Shirin", username: "shirin", language_code: "fr", ...more });
const seconds = () => Math.floor(Date.now() / 1_000);
const enter = (initData: string, device = DEVICE) => signInWithTelegram(nobody, { proof: { initData, device } }, FROM, telegram);

/** As if the launch had first been used `count` seconds ago. */
async function age(count: number): Promise<void> {
  await test.db.pool.query(`UPDATE "TelegramLaunch" SET "at" = "at" - make_interval(secs => $1)`, [count]);
}

describe("a first visit", () => {
  it("makes an account without an address, in the person's language; the next one finds it", async () => {
    const id = newTelegramId();
    const first = await enter(signedInitData(user(id)));
    expect(first.user).toMatchObject({ name: "Shirin", email: null, locale: "fr", roles: ["buyer", "seller"] });
    const ctx = await bearing(test.db, first.accessToken);
    expect((await me(ctx)).user).toEqual(first.user);
    const again = await enter(signedInitData(user(id, { username: "renamed" }), { authDate: seconds() - 5 }));
    expect(again.user.id).toBe(first.user.id);
    expect(again.accessToken).not.toBe(first.accessToken);
    expect((await identities(ctx)).identities).toMatchObject([{ provider: "telegram", subject: String(id), label: "@renamed" }]);
  });

  it("makes one person of twenty at once", async () => {
    const id = newTelegramId();
    const launches = Array.from({ length: 20 }, (_, index) => signedInitData(user(id), { authDate: seconds() - index }));
    const entered = await Promise.all(launches.map((launch) => enter(launch)));
    expect(new Set(entered.map((each) => each.user.id)).size).toBe(1);
  });

  it("is refused where no bot is configured", async () => {
    const input = { proof: { initData: signedInitData(user()), device: DEVICE } };
    await expect(signInWithTelegram(nobody, input, FROM, null)).rejects.toMatchObject({ code: "NOT_SUPPORTED" });
  });

  it("ends with the person", async () => {
    const id = newTelegramId();
    const { user: person } = await enter(signedInitData(user(id)));
    await test.db.pool.query(`UPDATE "User" SET "deletedAt" = now() WHERE replace("id"::text, '-', '') = $1`, [person.id.slice(4)]);
    await expect(enter(signedInitData(user(id), { authDate: seconds() - 3 }))).rejects.toMatchObject({ code: "PROOF_INVALID" });
  });
});

describe("the same launch again", () => {
  it("is told the same session on the same device, ten times at once, and nothing is minted twice", async () => {
    const launch = signedInitData(user());
    const outcomes = succeeded(await atOnce(10, () => enter(launch)));
    expect(outcomes).toHaveLength(10);
    expect(new Set(outcomes.map((each) => `${each.accessToken} ${each.refreshToken} ${each.accessExpiresAt}`)).size).toBe(1);
    const ctx = await bearing(test.db, outcomes[0]?.accessToken ?? "");
    if (ctx.actor.kind !== "user") throw new Error("signed in");
    expect(await test.db.prisma.session.count({ where: { userId: ctx.actor.userId } })).toBe(1);
    expect(await test.db.prisma.accessToken.count({ where: { sessionId: ctx.actor.sessionId } })).toBe(1);
  });

  it("abuse 29: is refused on another device, or without one", async () => {
    const launch = signedInitData(user());
    await enter(launch);
    await expect(enter(launch, "another-device's-own-secret")).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
    await expect(signInWithTelegram(nobody, { proof: { initData: launch } }, FROM, telegram)).rejects.toMatchObject({
      code: "LAUNCH_REPLAYED",
    });
  });

  it("abuse 29: is refused after 121 seconds, and told again after 119", async () => {
    const launch = signedInitData(user());
    const first = await enter(launch);
    await age(119);
    expect(await enter(launch)).toEqual(first);
    await age(2);
    await expect(enter(launch)).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
  });

  it("is refused spelled in another way", async () => {
    const launch = signedInitData(user());
    await enter(launch);
    const respelled = [...new URLSearchParams(launch)].toReversed().map(([name, value]) => `${name}=${encodeURIComponent(value)}`);
    await expect(enter(respelled.join("&"), "another-device's-own-secret")).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
  });

  it("is refused once its refresh token was used: the session has moved on", async () => {
    const launch = signedInitData(user());
    const { refreshToken } = await enter(launch);
    await refresh(nobody, { refreshToken });
    await expect(enter(launch)).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
  });

  it("leaves nothing in the database that makes its tokens", async () => {
    const launch = signedInitData(user());
    const { accessToken, refreshToken } = await enter(launch);
    const { rows } = await test.db.pool.query(`SELECT l::text AS row FROM "TelegramLaunch" l UNION ALL SELECT a::text FROM "AuditEntry" a`);
    const text = JSON.stringify(rows);
    for (const secret of [accessToken, refreshToken, DEVICE, new URLSearchParams(launch).get("hash") ?? ""])
      expect(text).not.toContain(secret);
  });
});

describe("refused launches", () => {
  it.each([
    ["tampered with", () => signedInitData(user()).replace("Shirin", "Shirim")],
    ["24 hours and a minute old", () => signedInitData(user(), { authDate: seconds() - 86_460 })],
    ["of the future", () => signedInitData(user(), { authDate: seconds() + 3_600 })],
    ["of another bot", () => signedInitData(user(), { botToken: "7000000002:AAother-token-of-another-bot" })],
    ["a widget's", () => new URLSearchParams(signedWidget(user())).toString()],
    ["with a field twice", () => `${signedInitData(user())}&auth_date=1`],
  ])("abuse 29: one that is %s makes nobody", async (_, make) => {
    const before = await test.db.prisma.user.count();
    await expect(enter(make())).rejects.toMatchObject({ code: "PROOF_INVALID" });
    expect(await test.db.prisma.user.count()).toBe(before);
  });
});

describe("the login widget", () => {
  it("lets a browser in once", async () => {
    const id = newTelegramId();
    const proof = { widget: signedWidget(user(id)) };
    const { token, person } = await enterWithTelegram(nobody, { proof, locale: "vi" }, BROWSER, telegram);
    expect(person.locale).toBe("vi");
    expect((await holding(test.db, token)).actor).toMatchObject({ kind: "user", userId: person.id });
    await expect(enterWithTelegram(nobody, { proof }, BROWSER, telegram)).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
    const viaApp = await enter(signedInitData(user(id)));
    expect(viaApp.user.name).toBe(person.name);
    expect(await test.db.prisma.identity.count({ where: { userId: person.id } })).toBe(1);
  });
});

describe("linking", () => {
  const newcomer = async () => bearing(test.db, (await enter(signedInitData(user()))).accessToken);

  it("asks for a proof of presence, and takes the same data with it", async () => {
    const ctx = await newcomer();
    const id = newTelegramId();
    const input = { proof: { widget: signedWidget(user(id)) } };
    await expect(linkTelegram(ctx, input, telegram)).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "identity.link", subject: `telegram:${id}` },
    });
    await proved(ctx, (proof) => linkTelegram(proof, input, telegram));
    expect((await identities(ctx)).identities.map((each) => each.subject)).toContain(String(id));
    await expect(proved(ctx, (proof) => linkTelegram(proof, input, telegram))).rejects.toMatchObject({ code: "LAUNCH_REPLAYED" });
    const entered = await enter(signedInitData(user(id)));
    if (ctx.actor.kind !== "user") throw new Error("signed in");
    expect(entered.user.id).toBe((await me(ctx)).user?.id);
  });

  it("refuses data that is older than a sign-in may take", async () => {
    const ctx = await newcomer();
    const input = { proof: { widget: signedWidget(user(), { authDate: seconds() - 660 }) } };
    await expect(linkTelegram(ctx, input, telegram)).rejects.toMatchObject({ code: "PROOF_INVALID" });
  });

  it("abuse 30: of two people linking one account at once, one gets it", async () => {
    const people = await Promise.all([newcomer(), newcomer()]);
    const id = newTelegramId();
    const proofs = people.map((_, index) => ({ proof: { widget: signedWidget(user(id), { authDate: seconds() - index }) } }));
    const outcomes = await atOnce(2, (index) =>
      proved(people[index] as Ctx, (ctx) => linkTelegram(ctx, proofs[index] as (typeof proofs)[number], telegram)),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(["IDENTITY_TAKEN"]);
    expect(await test.db.prisma.identity.count({ where: { provider: "telegram", subject: { endsWith: `:${id}` } } })).toBe(1);
  });

  it("abuse 30: linking and a first visit at once leave one owner", async () => {
    const ctx = await newcomer();
    const id = newTelegramId();
    const input = { proof: { widget: signedWidget(user(id)) } };
    const outcomes = await Promise.allSettled([
      proved(ctx, (proof) => linkTelegram(proof, input, telegram)),
      enter(signedInitData(user(id))),
    ]);
    expect(outcomes[1].status).toBe("fulfilled");
    expect(await test.db.prisma.identity.count({ where: { provider: "telegram", subject: { endsWith: `:${id}` } } })).toBe(1);
  });

  it("is undone with a proof of presence, but never the last way in", async () => {
    const ctx = await newcomer();
    const [only] = (await identities(ctx)).identities;
    if (!only) throw new Error("came by Telegram");
    const { provider, subject } = only;
    // Said before a proof is asked for, which this person could not give.
    await expect(unlinkIdentity(ctx, { provider, subject })).rejects.toMatchObject({ code: "LAST_WAY_IN" });
    const id = newTelegramId();
    const input = { proof: { widget: signedWidget(user(id)) } };
    await proved(ctx, (proof) => linkTelegram(proof, input, telegram));
    const elsewhere = await enter(signedInitData(user(id)));
    await expect(unlinkIdentity(ctx, { provider, subject })).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "identity.unlink", subject: `telegram:${subject}` },
    });
    await proved(ctx, (proof) => unlinkIdentity(proof, { provider, subject }));
    await expect(bearing(test.db, elsewhere.accessToken)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    await expect(proved(ctx, (proof) => unlinkIdentity(proof, { provider, subject }))).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  it("of two ways, two at once take one", async () => {
    const ctx = await newcomer();
    const input = { proof: { widget: signedWidget(user()) } };
    await proved(ctx, (proof) => linkTelegram(proof, input, telegram));
    const ways = (await identities(ctx)).identities;
    const outcomes = await atOnce(2, (index) => {
      const { provider, subject } = ways[index] ?? { provider: "telegram", subject: "" };
      return proved(ctx, (proof) => unlinkIdentity(proof, { provider, subject }));
    });
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(["LAST_WAY_IN"]);
  });
});
