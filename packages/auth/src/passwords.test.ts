import { beforeAll, describe, expect, it } from "vitest";
import type { UserActor } from "@amanat/contracts";
import { type Ctx, createCtx, ensureQueue } from "@amanat/db";
import { MAIL_QUEUE, type MailJob, mailJob } from "@amanat/mail";
import { atOnce, cast, failureCodes, type Person, proved, succeeded, useDatabase } from "@amanat/testing";
import {
  actorFromCredential,
  anonymous,
  changePassword,
  confirmEmail,
  ensureUser,
  enterAsBrowser,
  provePassword,
  register,
  requestEmail,
  requestPasswordReset,
  resendCode,
  resetPassword,
  verifyEmail,
} from "./index.ts";

const OLD = "correct horse battery";
const NEW = "eleven quiet frogs";

const test = useDatabase({ jobs: true });
let nobody: Ctx;

beforeAll(async () => {
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

const refusal = (code: string) => expect.objectContaining({ code });

async function postbox(to?: string): Promise<MailJob[]> {
  const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 500 })) ?? [];
  return jobs.map((job) => mailJob.parse(job.data)).filter((job) => to === undefined || job.to === to);
}

/** What the person of an address is told of as news. */
async function told(email: string): Promise<string[]> {
  const { id } = await test.db.prisma.user.findFirstOrThrow({ where: { email } });
  const events = await test.db.prisma.event.findMany({
    where: { type: "account.changed.v1", channel: `user:${id}` },
    orderBy: { seq: "asc" },
  });
  return events.map(({ payload }) => (payload as { what: string }).what);
}

async function codeFor(email: string): Promise<string> {
  const mail = (await postbox(email)).find((job) => "code" in job);
  if (!mail || !("code" in mail)) throw new Error("no code was mailed");
  return mail.code;
}

const other = (code: string) => (code === "000000" ? "111111" : "000000");

async function known(email: string): Promise<string> {
  return ensureUser(test.db, { email, password: OLD, name: "Person", roles: ["buyer", "seller"] });
}

/** A browser the person is signed in at: its context, and whether it still is. */
async function browser(email: string, password = OLD): Promise<{ ctx: Ctx; live(): Promise<boolean> }> {
  const proven = await provePassword(nobody, { email, password });
  const { token } = await enterAsBrowser(nobody, proven, { userAgent: "vitest", address: "127.0.0.1" });
  const credential = { carrier: "cookie", token, address: "127.0.0.1" } as const;
  const ctx = createCtx(test.db, await actorFromCredential(test.db, credential));
  const live = () =>
    actorFromCredential(test.db, credential).then(
      () => true,
      () => false,
    );
  return { ctx, live };
}

const signsIn = (email: string, password: string) =>
  provePassword(nobody, { email, password }).then(
    () => true,
    () => false,
  );

/** Nobody waits half a minute in a test: the last code was sent before that. */
async function later(purpose: string): Promise<void> {
  await test.db.pool.query(`UPDATE "AuthChallenge" SET "createdAt" = "createdAt" - interval '1 minute' WHERE "purpose" = $1`, [purpose]);
}

describe("a forgotten password", () => {
  it("is replaced by whoever reads the mail; every session ends, and the person is told", async () => {
    await known("reset@amanat.test");
    const browsers = [await browser("reset@amanat.test"), await browser("reset@amanat.test")];
    await requestPasswordReset(nobody, { email: "reset@amanat.test" });
    const code = await codeFor("reset@amanat.test");
    await resetPassword(nobody, { email: "reset@amanat.test", code, password: NEW });
    expect(await Promise.all(browsers.map(({ live }) => live()))).toEqual([false, false]);
    expect([await signsIn("reset@amanat.test", OLD), await signsIn("reset@amanat.test", NEW)]).toEqual([false, true]);
    expect(await told("reset@amanat.test")).toEqual(["password_changed"]);
  });

  it("abuse 24: a code is used once, also by five at the same time, and not after its time", async () => {
    await known("once@amanat.test");
    await requestPasswordReset(nobody, { email: "once@amanat.test" });
    const code = await codeFor("once@amanat.test");
    const outcomes = await atOnce(5, () => resetPassword(nobody, { email: "once@amanat.test", code, password: NEW }));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["CODE_INVALID"]));
    await later("reset");
    await requestPasswordReset(nobody, { email: "once@amanat.test" });
    const late = await codeFor("once@amanat.test");
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = now() - interval '1 second' WHERE "purpose" = 'reset'`);
    await expect(resetPassword(nobody, { email: "once@amanat.test", code: late, password: OLD })).rejects.toEqual(refusal("CODE_INVALID"));
  });

  it("abuse 24: guessing spends the code after five, however many guess at once, and a day has ten codes", async () => {
    const userId = await known("guess@amanat.test");
    await requestPasswordReset(nobody, { email: "guess@amanat.test" });
    const code = await codeFor("guess@amanat.test");
    const guesses = await atOnce(20, () => resetPassword(nobody, { email: "guess@amanat.test", code: other(code), password: NEW }));
    expect(new Set(failureCodes(guesses))).toEqual(new Set(["CODE_INVALID"]));
    await expect(resetPassword(nobody, { email: "guess@amanat.test", code, password: NEW })).rejects.toEqual(refusal("CODE_INVALID"));
    for (let sent = 1; sent < 15; sent += 1) {
      await later("reset");
      await requestPasswordReset(nobody, { email: "guess@amanat.test" });
    }
    expect(await test.db.prisma.authChallenge.count({ where: { subject: userId, purpose: "reset" } })).toBe(10);
    expect(await signsIn("guess@amanat.test", OLD)).toBe(true);
  });

  it("the last mail's code and the one before are good; together they bear no more guesses, and one use ends both", async () => {
    await known("two@amanat.test");
    const codes: string[] = [];
    for (let sent = 0; sent < 3; sent += 1) {
      await requestPasswordReset(nobody, { email: "two@amanat.test" });
      codes.push(await codeFor("two@amanat.test"));
      await later("reset");
    }
    const [oldest = "", before = "", last = ""] = codes;
    const reset = (code: string) => resetPassword(nobody, { email: "two@amanat.test", code, password: NEW });
    if (![before, last].includes(oldest)) await expect(reset(oldest)).rejects.toEqual(refusal("CODE_INVALID"));
    await reset(before);
    await expect(reset(last)).rejects.toEqual(refusal("CODE_INVALID"));
    const more: string[] = [];
    for (let sent = 0; sent < 2; sent += 1) {
      await requestPasswordReset(nobody, { email: "two@amanat.test" });
      more.push(await codeFor("two@amanat.test"));
      await later("reset");
    }
    const wrong = ["000000", "111111", "222222"].find((code) => !more.includes(code)) ?? "";
    for (let guess = 0; guess < 5; guess += 1) await expect(reset(wrong)).rejects.toEqual(refusal("CODE_INVALID"));
    for (const code of more) await expect(reset(code)).rejects.toEqual(refusal("CODE_INVALID"));
  });

  it("abuse 24: a code opens no other account, and a code for another purpose opens none", async () => {
    await known("mine@amanat.test");
    await known("theirs@amanat.test");
    await requestPasswordReset(nobody, { email: "mine@amanat.test" });
    await requestPasswordReset(nobody, { email: "theirs@amanat.test" });
    const mails = await postbox();
    const codeTo = (to: string) => mails.flatMap((mail) => (mail.to === to && mail.kind === "reset_code" ? [mail.code] : []))[0] ?? "";
    const [mine, theirs] = [codeTo("mine@amanat.test"), codeTo("theirs@amanat.test")];
    if (mine !== theirs)
      await expect(resetPassword(nobody, { email: "theirs@amanat.test", code: mine, password: NEW })).rejects.toEqual(
        refusal("CODE_INVALID"),
      );
    const { ctx } = await browser("theirs@amanat.test");
    await expect(confirmEmail(ctx, { code: theirs })).rejects.toEqual(refusal("CODE_INVALID"));
    await resetPassword(nobody, { email: "theirs@amanat.test", code: theirs, password: NEW });
  });

  it("abuse 24: a code mailed to a former address opens nothing", async () => {
    const userId = await known("former@amanat.test");
    await requestPasswordReset(nobody, { email: "former@amanat.test" });
    const code = await codeFor("former@amanat.test");
    await test.db.prisma.user.update({ where: { id: userId }, data: { email: "current@amanat.test" } });
    for (const email of ["former@amanat.test", "current@amanat.test"])
      await expect(resetPassword(nobody, { email, code, password: NEW })).rejects.toEqual(refusal("CODE_INVALID"));
  });

  it("is nobody's to ask about: unknown and unverified addresses get the same answer and no mail", async () => {
    const ghost = await cast(test.db);
    await test.db.prisma.user.update({ where: { id: ghost.buyer.id }, data: { emailVerifiedAt: null } });
    for (const email of ["unknown@amanat.test", ghost.buyer.email]) {
      expect(await requestPasswordReset(nobody, { email })).toEqual({ codeSent: true });
      expect(await postbox(email)).toEqual([]);
      await expect(resetPassword(nobody, { email, code: "123456", password: NEW })).rejects.toEqual(refusal("CODE_INVALID"));
    }
  });

  it("is not replaced by one that everybody tries, and the code stays good", async () => {
    await known("common@amanat.test");
    await requestPasswordReset(nobody, { email: "common@amanat.test" });
    const code = await codeFor("common@amanat.test");
    await expect(resetPassword(nobody, { email: "common@amanat.test", code, password: "Password123!" })).rejects.toMatchObject({
      code: "VALIDATION_ERROR",
      issues: [{ path: "password", code: "too_common" }],
    });
    await resetPassword(nobody, { email: "common@amanat.test", code, password: NEW });
  });
});

describe("a changed password", () => {
  it("abuse 20: ends every other session and keeps the one that asked", async () => {
    await known("change@amanat.test");
    const [here, there, phone] = [
      await browser("change@amanat.test"),
      await browser("change@amanat.test"),
      await browser("change@amanat.test"),
    ];
    await expect(changePassword(here.ctx, { current: OLD, password: NEW })).rejects.toEqual(refusal("STEP_UP_REQUIRED"));
    expect(await proved(here.ctx, (ctx) => changePassword(ctx, { current: OLD, password: NEW }))).toEqual({ ended: 2 });
    expect(await Promise.all([here, there, phone].map(({ live }) => live()))).toEqual([true, false, false]);
    const events = await test.db.prisma.event.findMany({ where: { type: "session.revoked.v1" } });
    const ended = [there, phone].map(({ ctx }) => (ctx.actor as UserActor).sessionId);
    expect(events.map((event) => event.subjectId)).toEqual(expect.arrayContaining(ended));
    expect([await signsIn("change@amanat.test", OLD), await signsIn("change@amanat.test", NEW)]).toEqual([false, true]);
    expect(await told("change@amanat.test")).toEqual(["password_changed"]);
  });

  it("needs the one before; of two changes from the same one, one counts", async () => {
    await known("twice@amanat.test");
    const { ctx } = await browser("twice@amanat.test");
    for (const input of [{ password: NEW }, { current: "wrong", password: NEW }, { current: NEW, password: NEW }])
      await expect(proved(ctx, (proven) => changePassword(proven, input))).rejects.toEqual(refusal("INVALID_CREDENTIALS"));
    const outcomes = await atOnce(3, (index) =>
      proved(ctx, (proven) => changePassword(proven, { current: OLD, password: `${NEW} ${index}` })),
    );
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["INVALID_CREDENTIALS"]));
  });

  it("makes an open reset code worthless", async () => {
    await known("reset-open@amanat.test");
    await requestPasswordReset(nobody, { email: "reset-open@amanat.test" });
    const code = await codeFor("reset-open@amanat.test");
    const { ctx } = await browser("reset-open@amanat.test");
    await proved(ctx, (proven) => changePassword(proven, { current: OLD, password: NEW }));
    await expect(resetPassword(nobody, { email: "reset-open@amanat.test", code, password: OLD })).rejects.toEqual(refusal("CODE_INVALID"));
  });

  it("may be a first one, once there is a verified address to type it with", async () => {
    const { buyer } = await cast(test.db);
    await test.db.prisma.user.update({ where: { id: buyer.id }, data: { emailVerifiedAt: null } });
    const first = () => proved(buyer(), (ctx) => changePassword(ctx, { password: NEW }));
    await expect(first()).rejects.toEqual(refusal("INVALID_STATE"));
    await test.db.prisma.user.update({ where: { id: buyer.id }, data: { emailVerifiedAt: new Date() } });
    await first();
    expect(await signsIn(buyer.email, NEW)).toBe(true);
  });
});

describe("an address", () => {
  const addressOf = async (person: Person) => (await test.db.prisma.user.findUniqueOrThrow({ where: { id: person.id } })).email;
  const ask = (person: Person, email: string) => proved(person(), (ctx) => requestEmail(ctx, { email }));

  it("is added or replaced when its own code comes back, and not before; the one before is told", async () => {
    const { buyer } = await cast(test.db);
    await expect(requestEmail(buyer(), { email: "new@amanat.test" })).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "email.change", destination: "new@amanat.test" },
    });
    await ask(buyer, "new@amanat.test");
    expect(await addressOf(buyer)).toBe(buyer.email);
    const code = await codeFor("new@amanat.test");
    await expect(confirmEmail(buyer(), { code: other(code) })).rejects.toEqual(refusal("CODE_INVALID"));
    await confirmEmail(buyer(), { code });
    expect(await addressOf(buyer)).toBe("new@amanat.test");
    expect((await postbox(buyer.email)).map((mail) => mail.kind)).toEqual(["email_changed"]);
    await expect(confirmEmail(buyer(), { code })).rejects.toEqual(refusal("CODE_INVALID"));
  });

  it("takes the password with it: one signs in with the new one, not with the old", async () => {
    await known("from@amanat.test");
    const { ctx } = await browser("from@amanat.test");
    await proved(ctx, (proven) => requestEmail(proven, { email: "to@amanat.test" }));
    await confirmEmail(ctx, { code: await codeFor("to@amanat.test") });
    expect([await signsIn("from@amanat.test", OLD), await signsIn("to@amanat.test", OLD)]).toEqual([false, true]);
  });

  it("that is somebody else's stays theirs: same answer, a mail to them, no code", async () => {
    const { buyer, seller } = await cast(test.db);
    expect(await ask(buyer, seller.email)).toEqual({ codeSent: true });
    expect((await postbox(seller.email)).map((mail) => mail.kind)).toEqual(["address_taken"]);
  });

  it("is asked for with the same consequences, free or taken: the code before ends, guesses count, ten make a day", async () => {
    const { buyer, seller, stranger } = await cast(test.db);
    const kept = new Map<string, object[]>();
    for (const [who, wanted] of [
      [buyer, "free@amanat.test"],
      [stranger, seller.email],
    ] as const) {
      await ask(who, `before-${wanted}`);
      const before = await codeFor(`before-${wanted}`);
      await ask(who, wanted);
      // What was open is so no more, whichever address came after it.
      await expect(confirmEmail(who(), { code: before })).rejects.toEqual(refusal("CODE_INVALID"));
      const real = (await postbox(wanted)).flatMap((mail) => ("code" in mail ? [mail.code] : []))[0] ?? "000000";
      for (let guess = 0; guess < 6; guess += 1)
        await expect(confirmEmail(who(), { code: other(real) })).rejects.toEqual(refusal("CODE_INVALID"));
      for (let sent = 2; sent < 13; sent += 1) expect(await ask(who, wanted)).toEqual({ codeSent: true });
      const rows = await test.db.prisma.authChallenge.findMany({
        where: { subject: who.id, purpose: "new_email" },
        orderBy: { createdAt: "asc" },
      });
      kept.set(
        wanted,
        rows.map(({ attempts, consumedAt, expiresAt, createdAt }) => ({
          attempts,
          open: consumedAt === null,
          life: expiresAt.getTime() - createdAt.getTime(),
        })),
      );
    }
    expect(kept.get(seller.email)).toEqual(kept.get("free@amanat.test"));
    expect(kept.get(seller.email)).toHaveLength(10);
    expect(new Set((await postbox(seller.email)).map((mail) => mail.kind))).toEqual(new Set(["address_taken"]));
  });

  it("goes to one of two who asked for it; whoever registered it unproved loses it", async () => {
    const { buyer, seller, stranger } = await cast(test.db);
    await test.db.prisma.user.update({ where: { id: stranger.id }, data: { email: "wanted@amanat.test", emailVerifiedAt: null } });
    await ask(buyer, "wanted@amanat.test");
    const codes = [await codeFor("wanted@amanat.test")];
    await ask(seller, "wanted@amanat.test");
    codes.push(await codeFor("wanted@amanat.test"));
    const outcomes = await Promise.allSettled([buyer, seller].map((person, at) => confirmEmail(person(), { code: codes[at] ?? "" })));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(["IDENTITY_TAKEN"]);
    expect(await test.db.prisma.user.count({ where: { email: "wanted@amanat.test", deletedAt: null } })).toBe(1);
  });

  it("is not somebody else's to confirm", async () => {
    const { buyer, seller } = await cast(test.db);
    await ask(buyer, "alone@amanat.test");
    const code = await codeFor("alone@amanat.test");
    await expect(confirmEmail(seller(), { code })).rejects.toEqual(refusal("CODE_INVALID"));
    await expect(requestEmail(nobody, { email: "alone@amanat.test" })).rejects.toEqual(refusal("AUTHENTICATION_REQUIRED"));
  });
});

describe("an address registered by two", () => {
  const join = (email: string, password: string) => register(nobody, { email, password, name: "Newcomer", locale: "fa" });

  it("abuse 23: is its reader's: neither password is good, and the reader is mailed a code to choose one", async () => {
    const email = "contested@amanat.test";
    await join(email, OLD);
    await postbox(email);
    await join(email, "the attacker's own phrase");
    await verifyEmail(nobody, { email, code: await codeFor(email) });
    expect([await signsIn(email, OLD), await signsIn(email, "the attacker's own phrase")]).toEqual([false, false]);
    await resetPassword(nobody, { email, code: await codeFor(email), password: NEW });
    expect(await signsIn(email, NEW)).toBe(true);
  });

  it("is sent ten codes a day, however often it is registered and asked for", async () => {
    const email = "flooded@amanat.test";
    await atOnce(12, () => join(email, OLD));
    for (let more = 0; more < 3; more += 1) {
      await later("email");
      await resendCode(nobody, { email });
    }
    expect((await postbox(email)).filter((mail) => mail.kind === "code")).toHaveLength(10);
  });

  it("keeps the password of somebody who registers twice, also at the same time", async () => {
    const email = "impatient@amanat.test";
    expect(succeeded(await atOnce(4, () => join(email, OLD)))).toHaveLength(4);
    await postbox(email);
    await join(email, OLD);
    await verifyEmail(nobody, { email, code: await codeFor(email) });
    expect(await signsIn(email, OLD)).toBe(true);
  });
});
