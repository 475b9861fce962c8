import { beforeAll, describe, expect, it } from "vitest";
import { type Ctx, createCtx, ensureQueue } from "@amanat/db";
import { atOnce, type Cast, cast, failureCodes, succeeded, useDatabase } from "@amanat/testing";
import { publicId } from "@amanat/contracts";
import { MAIL_QUEUE, type MailJob, mailJob } from "@amanat/mail";
import {
  actorFromCredential,
  anonymous,
  ensureUser,
  enterAsBrowser,
  me,
  provePassword,
  register,
  resendCode,
  revokeSession,
  sessions,
  signOut,
  signOutAll,
  verifyEmail,
} from "./index.ts";

const PASSWORD = "correct horse battery";
const FROM = { userAgent: "vitest", address: "8.8.8.8" } as const;

const test = useDatabase({ jobs: true });
let people: Cast;
let nobody: Ctx;

beforeAll(async () => {
  people = await cast(test.db);
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

/** Takes every waiting mail out of the queue, as the worker does. */
async function postbox(): Promise<MailJob[]> {
  const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 50 })) ?? [];
  if (jobs.length > 0)
    await test.db.boss?.complete(
      MAIL_QUEUE,
      jobs.map((job) => job.id),
    );
  return jobs.map((job) => mailJob.parse(job.data));
}

async function codeFor(email: string): Promise<string> {
  const found = (await postbox()).find((job) => job.to === email && job.kind === "code");
  if (found?.kind !== "code") throw new Error("no code was mailed");
  return found.code;
}

const newcomer = (email: string, password = PASSWORD) => register(nobody, { email, password, name: "Newcomer", locale: "fa" });

const actorOf = (token: string) => actorFromCredential(test.db, { carrier: "cookie", token, address: FROM.address });

async function signIn(ctx: Ctx, input: { email: string; password: string }, from: typeof FROM) {
  const proven = await provePassword(ctx, input);
  return { ...(await enterAsBrowser(ctx, proven, from)), person: proven.person };
}

async function actingAs(token: string): Promise<Ctx> {
  return createCtx(test.db, await actorOf(token));
}

async function signedIn(email: string): Promise<{ ctx: Ctx; token: string }> {
  await ensureUser(test.db, { email, password: PASSWORD, name: "Person", roles: ["buyer", "seller"] });
  const { token } = await signIn(nobody, { email, password: PASSWORD }, FROM);
  return { ctx: await actingAs(token), token };
}

describe("registration", () => {
  it("leads from a mailed code to a session", async () => {
    await newcomer("one@amanat.test");
    await expect(signIn(nobody, { email: "one@amanat.test", password: PASSWORD }, FROM)).rejects.toMatchObject({
      code: "EMAIL_NOT_VERIFIED",
    });
    const code = await codeFor("one@amanat.test");
    await expect(verifyEmail(nobody, { email: "one@amanat.test", code })).resolves.toEqual({ ok: true });
    await expect(verifyEmail(nobody, { email: "one@amanat.test", code })).rejects.toMatchObject({ code: "CODE_INVALID" });
    const { token } = await signIn(nobody, { email: "one@amanat.test", password: PASSWORD }, FROM);
    const { user } = await me(await actingAs(token));
    expect(user).toMatchObject({ email: "one@amanat.test", name: "Newcomer", roles: ["buyer", "seller"] });
  });

  it("answers the same for a taken address, and tells its owner", async () => {
    await signedIn("taken@amanat.test");
    expect(await newcomer("taken@amanat.test", "another password")).toEqual(await newcomer("free@amanat.test"));
    const mails = await postbox();
    expect(mails.filter((mail) => mail.to === "taken@amanat.test").map((mail) => mail.kind)).toEqual(["address_taken"]);
    await expect(signIn(nobody, { email: "taken@amanat.test", password: "another password" }, FROM)).rejects.toMatchObject({
      code: "INVALID_CREDENTIALS",
    });
  });

  it("refuses a password everybody tries first, whether or not the address is free", async () => {
    await signedIn("has-one@amanat.test");
    for (const email of ["has-one@amanat.test", "has-none@amanat.test"]) {
      await expect(newcomer(email, "Password123!")).rejects.toMatchObject({
        code: "VALIDATION_ERROR",
        issues: [{ path: "password", code: "too_common" }],
      });
    }
  });

  it("spends a code after five wrong guesses, and counts every one of fifty at once", async () => {
    await newcomer("guessed@amanat.test");
    const code = await codeFor("guessed@amanat.test");
    const wrong = code === "000000" ? "111111" : "000000";
    const outcomes = await atOnce(50, () => verifyEmail(nobody, { email: "guessed@amanat.test", code: wrong }));
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["CODE_INVALID"]));
    await expect(verifyEmail(nobody, { email: "guessed@amanat.test", code })).rejects.toMatchObject({ code: "CODE_INVALID" });
  });

  it("lets the right code through once, whoever comes at the same time", async () => {
    await newcomer("raced@amanat.test");
    const code = await codeFor("raced@amanat.test");
    expect(succeeded(await atOnce(5, () => verifyEmail(nobody, { email: "raced@amanat.test", code })))).toHaveLength(1);
  });

  it("makes one person of twenty simultaneous registrations, with one valid code", async () => {
    const outcomes = await atOnce(20, () => newcomer("crowd@amanat.test"));
    expect(succeeded(outcomes)).toHaveLength(20);
    expect(await test.db.prisma.user.count({ where: { email: "crowd@amanat.test" } })).toBe(1);
    expect(await test.db.prisma.authChallenge.count({ where: { consumedAt: null, subject: await personId("crowd@amanat.test") } })).toBe(1);
  });

  it("keeps the code before good beside the new one, and refuses expired ones", async () => {
    await newcomer("again@amanat.test");
    const first = await codeFor("again@amanat.test");
    await resendCode(nobody, { email: "again@amanat.test" });
    expect(await postbox()).toEqual([]);
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "createdAt" = now() - interval '1 minute' WHERE "subject" = $1`, [
      await personId("again@amanat.test"),
    ]);
    await resendCode(nobody, { email: "again@amanat.test" });
    const second = await codeFor("again@amanat.test");
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = now() - interval '1 second' WHERE "subject" = $1`, [
      await personId("again@amanat.test"),
    ]);
    for (const code of [first, second])
      await expect(verifyEmail(nobody, { email: "again@amanat.test", code })).rejects.toMatchObject({ code: "CODE_INVALID" });
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = now() + interval '1 minute', "attempts" = 0 WHERE "subject" = $1`, [
      await personId("again@amanat.test"),
    ]);
    await verifyEmail(nobody, { email: "again@amanat.test", code: first });
  });

  it("sends nothing to unknown addresses and says so to nobody", async () => {
    expect(await resendCode(nobody, { email: "unknown@amanat.test" })).toEqual({ codeSent: true });
    expect(await postbox()).toEqual([]);
  });
});

async function personId(email: string): Promise<string> {
  return (await test.db.prisma.user.findFirstOrThrow({ where: { email } })).id;
}

describe("sign-in", () => {
  it("answers unknown addresses and wrong passwords alike", async () => {
    await signedIn("known@amanat.test");
    for (const email of ["known@amanat.test", "nobody@amanat.test"]) {
      await expect(signIn(nobody, { email, password: "wrong" }, FROM)).rejects.toMatchObject({ code: "INVALID_CREDENTIALS" });
    }
  });

  it("stores no token and makes a new one each time", async () => {
    const { token } = await signedIn("tokens@amanat.test");
    const again = await signIn(nobody, { email: "tokens@amanat.test", password: PASSWORD }, FROM);
    expect(again.token).not.toBe(token);
    const rows = await test.db.pool.query(`SELECT s::text AS row FROM "Session" s`);
    expect(JSON.stringify(rows.rows)).not.toContain(token);
  });

  it("gives admins short sessions", async () => {
    await ensureUser(test.db, { email: "short@amanat.test", password: PASSWORD, name: "Admin", roles: ["admin"] });
    const admin = await signIn(nobody, { email: "short@amanat.test", password: PASSWORD }, FROM);
    const row = await test.db.prisma.session.findUniqueOrThrow({ where: { id: admin.sessionId } });
    expect(row.idleExpiresAt.getTime() - row.createdAt.getTime()).toBe(30 * 60_000);
    expect(row.absExpiresAt.getTime() - row.createdAt.getTime()).toBe(12 * 3_600_000);
  });
});

describe("sessions", () => {
  it("refuses malformed, unknown, idle, old and revoked tokens, and those of deleted people", async () => {
    const ended = ["idleExpiresAt", "absExpiresAt", "revokedAt"].map(
      (column) => `UPDATE "Session" SET "${column}" = now() - interval '1 second' WHERE "userId" = $1`,
    );
    for (const [index, sql] of [...ended, `UPDATE "User" SET "deletedAt" = now() WHERE "id" = $1`].entries()) {
      const { token } = await signedIn(`ends${index}@amanat.test`);
      await test.db.pool.query(sql, [await personId(`ends${index}@amanat.test`)]);
      await expect(actorOf(token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    }
    for (const token of ["", "x", "A".repeat(43), "'; DROP TABLE"])
      await expect(actorOf(token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  });

  it("notes a sign of life at most once a minute, and sees new roles at once", async () => {
    const { ctx, token } = await signedIn("alive@amanat.test");
    const { actor } = ctx;
    if (actor.kind !== "user") throw new Error("signed in");
    const seen = async () => (await test.db.prisma.session.findUniqueOrThrow({ where: { id: actor.sessionId } })).lastSeenAt.getTime();
    const before = await seen();
    await actorOf(token);
    expect(await seen()).toBe(before);
    await test.db.pool.query(`UPDATE "Session" SET "lastSeenAt" = now() - interval '2 minutes' WHERE "id" = $1`, [actor.sessionId]);
    await actorOf(token);
    expect(await seen()).toBeGreaterThanOrEqual(before);
    await test.db.prisma.user.update({ where: { id: actor.userId }, data: { roles: ["guard"] } });
    expect((await actorOf(token)).roles).toEqual(["guard"]);
  });

  it("lists one's own live ones and ends them, others' never", async () => {
    const { ctx, token } = await signedIn("lister@amanat.test");
    const other = await signIn(nobody, { email: "lister@amanat.test", password: PASSWORD }, FROM);
    const mine = (await sessions(ctx)).sessions;
    expect(mine.filter((row) => row.current)).toHaveLength(1);
    expect(mine).toHaveLength(2);
    const sessionId = mine.find((row) => !row.current)?.id ?? "";
    await expect(revokeSession(people.stranger(), { sessionId })).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(revokeSession(people.anonymous(), { sessionId })).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    expect(succeeded(await atOnce(5, () => revokeSession(ctx, { sessionId })))).toHaveLength(1);
    await expect(actorOf(other.token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    await expect(revokeSession(ctx, { sessionId: publicId("session", people.buyer.sessionId) })).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await signOut(ctx);
    await expect(actorOf(token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  });

  it("knows where it was last used from, by network and country", async () => {
    const { ctx } = await signedIn("placed@amanat.test");
    expect((await sessions(ctx)).sessions).toMatchObject([{ address: "8.8.8.8", country: "US", surface: "web", userAgent: "vitest" }]);
  });

  it("ends all others, or all", async () => {
    const { ctx, token } = await signedIn("everywhere@amanat.test");
    const other = await signIn(nobody, { email: "everywhere@amanat.test", password: PASSWORD }, FROM);
    await expect(signOutAll(people.anonymous(), { keepCurrent: true })).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    expect(await signOutAll(ctx, { keepCurrent: true })).toEqual({ ended: 1 });
    await expect(actorOf(other.token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
    expect(await signOutAll(ctx, { keepCurrent: false })).toEqual({ ended: 1 });
    await expect(actorOf(token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  });
});

describe("seeding", () => {
  it("is idempotent and sets right what differs", async () => {
    const seed = { email: "Seed@Amanat.test", password: PASSWORD, name: "Seed", roles: ["guard"] } as const;
    const id = await ensureUser(test.db, seed);
    expect(await ensureUser(test.db, seed)).toBe(id);
    await ensureUser(test.db, { ...seed, password: "a new password", roles: ["admin"] });
    const { person: user } = await signIn(nobody, { email: "seed@amanat.test", password: "a new password" }, FROM);
    expect(user).toMatchObject({ roles: ["admin"], id });
  });
});
