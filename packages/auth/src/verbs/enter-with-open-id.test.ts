import { createCtx, type Ctx, ensureQueue, newId } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import { atOnce, type Cast, cast, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { beforeAll, describe, expect, it } from "vitest";
import {
  anonymous,
  beginOpenIdLink,
  enterWithOpenId,
  ensureUser,
  identities,
  me,
  provePassword,
  register,
  unlinkIdentity,
  verifyEmail,
} from "../index.ts";
import { BROWSER, holding } from "../ways.fixture.ts";

const PASSWORD = "correct horse battery";
const test = useDatabase({ jobs: true });
let people: Cast;
let nobody: Ctx;

beforeAll(async () => {
  people = await cast(test.db);
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

const claims = (more: object = {}) => ({ sub: newId(), name: "Omid", locale: "en-GB", ...more });
const verified = (email: string, more: object = {}) => claims({ email, email_verified: true, ...more });
const google = (said: object, ctx: Ctx = nobody) => enterWithOpenId(ctx, "google", { ...said }, BROWSER);

async function entered(said: object): Promise<{ token: string; id: string; email: string | null }> {
  const answer = await google(said);
  if ("linked" in answer) throw new Error("nobody asked to link");
  return { token: answer.token, id: answer.person.id, email: answer.person.email };
}

const owner = (email: string, roles: ("buyer" | "admin")[] = ["buyer"]) =>
  ensureUser(test.db, { email, password: PASSWORD, name: "Owner", roles });

describe("Google", () => {
  it("makes a person with the address it has proved, and finds them whatever address they have later", async () => {
    const said = verified("omid@gmail.com");
    const first = await entered(said);
    expect(first.email).toBe("omid@gmail.com");
    expect((await me(await holding(test.db, first.token))).user).toMatchObject({ name: "Omid", locale: "en", email: "omid@gmail.com" });
    expect((await entered({ ...said, email: "another@gmail.com" })).id).toBe(first.id);
  });

  it("makes one person of ten at once", async () => {
    const said = verified("crowd@gmail.com");
    const ids = await Promise.all(Array.from({ length: 10 }, () => entered(said)));
    expect(new Set(ids.map((each) => each.id)).size).toBe(1);
  });

  it.each([
    ["unverified", { email_verified: false }],
    ["of unknown standing", { email_verified: undefined }],
    ["verified in words only", { email_verified: "true" }],
  ])("never meets anybody by an address that is %s", async (_, standing) => {
    const id = await owner(`owner-${newId()}@gmail.com`);
    const { email } = await test.db.prisma.user.findUniqueOrThrow({ where: { id } });
    const stranger = await entered(claims({ email, ...standing }));
    expect(stranger.id).not.toBe(id);
    expect(stranger.email).toBeNull();
  });

  it("joins an account whose address both sides have proved, and tells its owner", async () => {
    const id = await owner("both@gmail.com");
    expect((await entered(verified("Both@Gmail.com"))).id).toBe(id);
    const told = await test.db.prisma.event.findMany({ where: { type: "account.changed.v1", channel: `user:${id}` } });
    expect(told.map(({ payload }) => payload)).toEqual([{ what: "way_added", provider: "Google" }]);
  });

  it("joins no account by an address it did not give out itself, unless Workspace did", async () => {
    const id = await owner("someone@firm.example");
    await expect(google(verified("someone@firm.example"))).rejects.toMatchObject({ code: "LINK_FIRST" });
    expect((await entered(verified("someone@firm.example", { hd: "firm.example" }))).id).toBe(id);
  });

  it("joins no account whose owner has unlinked it, for good; linking it is up to them", async () => {
    const id = await owner("gone@gmail.com");
    const said = verified("gone@gmail.com");
    const { token } = await entered(said);
    const ctx = await holding(test.db, token);
    const { sub: subject } = said;
    await proved(ctx, (stepped) => unlinkIdentity(stepped, { provider: "google", subject }));
    for (const again of [said, verified("gone@gmail.com")]) await expect(google(again)).rejects.toMatchObject({ code: "LINK_FIRST" });
    await proved(ctx, (stepped) => beginOpenIdLink(stepped, { provider: "google" }));
    expect(await google(said, ctx)).toEqual({ linked: true });
    expect((await entered(said)).id).toBe(id);
    await proved(ctx, (stepped) => unlinkIdentity(stepped, { provider: "google", subject }));
    await expect(google(said)).rejects.toMatchObject({ code: "LINK_FIRST" });
    expect(await test.db.prisma.user.findUniqueOrThrow({ where: { id } })).toMatchObject({ unlinkedProviders: ["google"] });
  });

  it("finds an account or finds it unlinked, when both happen at once", async () => {
    for (let run = 0; run < 5; run += 1) {
      const email = `raced${run}@gmail.com`;
      await owner(email);
      const said = verified(email);
      const ctx = await holding(test.db, (await entered(said)).token);
      const unlink = proved(ctx, (stepped) => unlinkIdentity(stepped, { provider: "google", subject: said.sub }));
      const outcomes = await Promise.allSettled([...Array.from({ length: 4 }, () => entered(said)), unlink]);
      expect(outcomes.at(-1)?.status).toBe("fulfilled");
      for (const code of failureCodes(outcomes)) expect(["LINK_FIRST", "INVALID_CREDENTIALS"]).toContain(code);
      for (const outcome of outcomes)
        if (outcome.status === "fulfilled" && "token" in outcome.value)
          await expect(holding(test.db, outcome.value.token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    }
  });

  it("joins no account of the staff", async () => {
    await owner("boss@gmail.com", ["admin"]);
    await expect(google(verified("boss@gmail.com"))).rejects.toMatchObject({ code: "LINK_FIRST" });
  });

  it.each([
    ["no subject", {}],
    ["an empty one", { sub: "" }],
    ["an endless one", { sub: "x".repeat(300) }],
  ])("is not believed with %s", async (_, said) => {
    await expect(google(said)).rejects.toMatchObject({ code: "PROOF_INVALID" });
  });
});

describe("an account planted before its owner came", () => {
  it("abuse 23: loses the address with its password and its code, and opens nothing", async () => {
    const email = "victim@gmail.com";
    await register(nobody, { email, password: PASSWORD, name: "Planted", locale: "fa" });
    const planted = await test.db.prisma.user.findFirstOrThrow({ where: { email } });
    const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 100 })) ?? [];
    const code = jobs.map((job) => mailJob.parse(job.data)).find((job) => job.to === email && job.kind === "code");
    if (code?.kind !== "code") throw new Error("a code was mailed");
    const victim = await entered(verified(email));
    expect(victim.id).not.toBe(planted.id);
    await expect(verifyEmail(nobody, { email, code: code.code })).rejects.toMatchObject({ code: "CODE_INVALID" });
    await expect(provePassword(nobody, { email, password: PASSWORD })).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
    expect(await test.db.prisma.user.findUniqueOrThrow({ where: { id: planted.id } })).toMatchObject({ email: null, passwordHash: null });
    expect((await me(await holding(test.db, victim.token))).user?.name).toBe("Omid");
  });

  it("abuse 23: loses it also in the very moment it is proved or registered again", async () => {
    const email = "raced@gmail.com";
    await register(nobody, { email, password: PASSWORD, name: "Planted", locale: "fa" });
    await Promise.allSettled([entered(verified(email)), register(nobody, { email, password: PASSWORD, name: "Planted", locale: "fa" })]);
    expect(await test.db.prisma.user.count({ where: { email, deletedAt: null, emailVerifiedAt: { not: null } } })).toBe(1);
    await expect(provePassword(nobody, { email, password: PASSWORD })).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
  });
});

describe("Telegram's OpenID login", () => {
  const id = 5_000_000_001;
  it("leads to the same person as its other ways, by the number they share", async () => {
    const answer = await enterWithOpenId(nobody, "telegram", { sub: "9999999", id, name: "Omid", preferred_username: "omid" }, BROWSER);
    if ("linked" in answer) throw new Error("nobody asked to link");
    expect(answer.person.email).toBeNull();
    const [row] = await test.db.prisma.identity.findMany({ where: { userId: answer.person.id } });
    expect(row).toMatchObject({ provider: "telegram", label: "@omid", subject: expect.stringMatching(new RegExp(`:${id}$`)) });
  });

  it("is not believed without that number", async () => {
    await expect(enterWithOpenId(nobody, "telegram", { sub: "9999999", name: "Omid" }, BROWSER)).rejects.toMatchObject({
      code: "PROOF_INVALID",
    });
  });
});

describe("linking", () => {
  it("happens once, to the session that asked for it with a proof of presence", async () => {
    const ctx = people.buyer();
    await expect(beginOpenIdLink(ctx, { provider: "google" })).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "identity.link", subject: "google" },
    });
    await proved(ctx, (stepped) => beginOpenIdLink(stepped, { provider: "google" }));
    const said = claims({ email: "unproved@example.org" });
    expect(await google(said, ctx)).toEqual({ linked: true });
    expect((await identities(ctx)).identities).toMatchObject([{ provider: "google", label: "unproved@example.org" }]);
    expect((await entered(said)).id).toBe(people.buyer.id);
    expect(await google(claims(), ctx)).not.toEqual({ linked: true });
  });

  it("is refused for an account that is somebody else's", async () => {
    const said = verified("taken@gmail.com");
    await entered(said);
    await proved(people.seller(), (ctx) => beginOpenIdLink(ctx, { provider: "google" }));
    await expect(google(said, people.seller())).rejects.toMatchObject({ code: "IDENTITY_TAKEN" });
  });

  it("is not done by another session, another provider, or late", async () => {
    await proved(people.guard(), (ctx) => beginOpenIdLink(ctx, { provider: "google" }));
    expect(await google(claims(), people.stranger())).not.toEqual({ linked: true });
    const other = await enterWithOpenId(people.guard(), "telegram", { id: 5_000_000_002, name: "Omid" }, BROWSER);
    expect(other).not.toEqual({ linked: true });
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = now() - interval '1 second'`);
    expect(await google(claims(), people.guard())).not.toEqual({ linked: true });
  });

  it("of two accounts of one intent at once, one is linked and the other signs in", async () => {
    await proved(people.admin(), (ctx) => beginOpenIdLink(ctx, { provider: "google" }));
    const outcomes = await atOnce(2, () => google(claims(), people.admin()));
    expect(failureCodes(outcomes)).toEqual([]);
    expect(succeeded(outcomes).filter((answer) => "linked" in answer)).toHaveLength(1);
  });
});
