/** What ends while somebody's proof is under way: the proof is then worth nothing. */
import { publicId, type Scope, SCOPES, type StepUpDemand, uuidOf } from "@amanat/contracts";
import { createCtx, type Ctx, ensureQueue, inTransaction, requireStepUp } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import { cast, proved, signedInitData, softwareAuthenticator, useDatabase } from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, it, vi } from "vitest";
import {
  actorFromCredential,
  anonymous,
  type AuthPorts,
  beginOpenIdLink,
  beginStepUp,
  changeRoles,
  completeStepUp,
  confirmEmail,
  createApiKey,
  ensureUser,
  enterAsBrowser,
  enterAsProgram,
  enterWithOpenId,
  linkTelegram,
  linkWallet,
  passkeyRegistration,
  provePassword,
  registerPasskey,
  requestEmail,
  requestPasswordReset,
  resetPassword,
  rotateApiKey,
  signInWithTelegram,
  signOutAll,
  unlinkIdentity,
} from "./index.ts";
import { lockWay } from "./internal/identities.ts";
import { bearing, byWallet, FROM, newTelegramId, signed, telegram, wallet } from "./ways.fixture.ts";

const test = useDatabase({ jobs: true });
const OLD = "correct horse battery";
const NEW = "eleven quiet frogs";
const PORTS: AuthPorts = {
  origin: "https://amanat.test",
  apiKeyKind: "test",
  relyingParty: { id: "amanat.test", name: "Amanat", origins: ["https://amanat.test"] },
  wallet,
  telegram,
};
let nobody: Ctx;

beforeAll(async () => {
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

const known = (email: string, wallets: string[] = []) =>
  ensureUser(test.db, { email, password: OLD, name: "Person", roles: ["buyer"], wallets });
const prove = (email: string, password = OLD) => provePassword(nobody, { email, password });

async function inside(email: string) {
  const { token } = await enterAsBrowser(nobody, await prove(email), { userAgent: "", address: "" });
  const credential = { carrier: "cookie", token, address: "" } as const;
  const live = () =>
    actorFromCredential(test.db, credential).then(
      () => true,
      () => false,
    );
  return { ctx: createCtx(test.db, await actorFromCredential(test.db, credential)), live };
}

async function mailed(kind: string, to: string): Promise<string> {
  const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 200 })) ?? [];
  const found = jobs.map((job) => mailJob.parse(job.data)).findLast((mail) => mail.kind === kind && mail.to === to);
  if (!found || !("code" in found)) throw new Error(`no ${kind} was mailed to ${to}`);
  return found.code;
}

async function reset(email: string): Promise<void> {
  await requestPasswordReset(nobody, { email });
  await resetPassword(nobody, { email, code: await mailed("reset_code", email), password: NEW });
}

/** Once somebody in this database waits for a lock. */
const waiting = () =>
  vi.waitFor(
    async () => {
      const { rowCount } = await test.db.pool.query(
        `SELECT 1 FROM pg_stat_activity WHERE "datname" = current_database() AND "wait_event_type" = 'Lock'`,
      );
      expect(rowCount).toBeGreaterThan(0);
    },
    { timeout: 10_000, interval: 20 },
  );

const refused = { code: "INVALID_CREDENTIALS" };

describe("a sign-in that is under way", () => {
  it("opens nothing when the password is reset meanwhile", async () => {
    await known("reset@amanat.test");
    const thief = await prove("reset@amanat.test");
    await reset("reset@amanat.test");
    await expect(enterAsBrowser(nobody, thief, { userAgent: "", address: "" })).rejects.toMatchObject(refused);
    await enterAsBrowser(nobody, await prove("reset@amanat.test", NEW), { userAgent: "", address: "" });
  });

  it("leaves no session behind, however many run while the reset does", async () => {
    const email = "raced@amanat.test";
    await known(email);
    let over = false;
    const done = reset(email).finally(() => (over = true));
    const tokens: string[] = [];
    const thief = async () => {
      while (!over) {
        const entered = await prove(email)
          .then((proven) => enterAsBrowser(nobody, proven, { userAgent: "", address: "" }))
          .catch(() => null);
        if (entered) tokens.push(entered.token);
      }
    };
    await Promise.all([done, ...Array.from({ length: 6 }, thief)]);
    for (const token of tokens)
      await expect(actorFromCredential(test.db, { carrier: "cookie", token, address: "" })).rejects.toMatchObject({
        code: "INVALID_TOKEN",
      });
  });

  it("opens nothing when the wallet is unlinked, or the roles change, meanwhile", async () => {
    const account = privateKeyToAccount(generatePrivateKey());
    const id = await known("unlinked@amanat.test", [account.address]);
    const owner = await inside("unlinked@amanat.test");
    const thief = await byWallet(nobody, account);
    const subject = account.address.toLowerCase();
    await proved(owner.ctx, (ctx) => unlinkIdentity(ctx, { provider: "wallet", subject }));
    await expect(enterAsProgram(nobody, thief, FROM)).rejects.toMatchObject(refused);
    const people = await cast(test.db);
    const before = await prove("unlinked@amanat.test");
    await proved(people.admin(), (ctx) => changeRoles(ctx, { userId: publicId("user", id), version: 1, roles: ["admin"] }));
    await expect(enterAsBrowser(nobody, before, { userAgent: "", address: "" })).rejects.toMatchObject(refused);
  });

  it("is on the trail under who came in, whoever's token came along", async () => {
    const id = await known("trail@amanat.test");
    await known("other@amanat.test");
    const other = await inside("other@amanat.test");
    await enterAsProgram(other.ctx, await prove("trail@amanat.test"), FROM);
    const entries = await test.db.prisma.auditEntry.findMany({ where: { action: "auth.session.issued", actorId: id } });
    expect(entries).toHaveLength(1);
  });
});

describe("a proof of presence that is under way", () => {
  const demandOf = (action: StepUpDemand["action"]): StepUpDemand => ({
    action,
    subject: "x",
    amount: null,
    asset: null,
    destination: null,
  });

  it("by a fresh session ends when the session is fresh no more, or a stronger way was added", async () => {
    for (const change of ["old", "wallet"]) {
      const proof = { initData: signedInitData({ id: newTelegramId(), first_name: "T" }) };
      const entered = await signInWithTelegram(nobody, { proof }, FROM, telegram);
      const ctx = await bearing(test.db, entered.accessToken);
      const { challengeId } = await beginStepUp(ctx, { demand: demandOf("passkey.add") }, PORTS);
      const userId = uuidOf("user", entered.user.id) ?? "";
      if (change === "old")
        await test.db.pool.query(
          `UPDATE "AuthChallenge" SET "payload" = jsonb_set("payload", '{kept,session,sessionStartedAt}', '"2026-01-01T00:00:00Z"') WHERE "subject" = $1`,
          [userId],
        );
      else await test.db.prisma.identity.create({ data: { provider: "wallet", subject: `${ctx.actor.tenantId}:${userId}`, userId } });
      await expect(completeStepUp(ctx, { challengeId, proof: { method: "session" } }, PORTS)).rejects.toMatchObject({
        code: "STEP_UP_FAILED",
      });
    }
  });

  it("by a mailed code ends when the address is another one by now; and the others' sessions end with it", async () => {
    const email = "moved@amanat.test";
    await known(email);
    const [thief, owner] = [await inside(email), await inside(email)];
    const { challengeId } = await beginStepUp(owner.ctx, { demand: demandOf("password.change") }, PORTS);
    const code = await mailed("step_up_code", email);
    await proved(owner.ctx, (ctx) => requestEmail(ctx, { email: "new-moved@amanat.test" }));
    await confirmEmail(owner.ctx, { code: await mailed("email_code", "new-moved@amanat.test") });
    const proof = { method: "password", password: OLD, code } as const;
    await expect(completeStepUp(owner.ctx, { challengeId, proof }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
    expect([await thief.live(), await owner.live()]).toEqual([false, true]);
  });

  it("leaves no address, passkey or account behind once its session has ended", async () => {
    const email = "outlived@amanat.test";
    await known(email);
    const { ctx } = await inside(email);
    await proved(ctx, (stepped) => requestEmail(stepped, { email: "thief@amanat.test" }));
    const code = await mailed("email_code", "thief@amanat.test");
    const device = softwareAuthenticator({ origin: "https://amanat.test" });
    const { challengeId, options } = await proved(ctx, (stepped) => passkeyRegistration(stepped, {}, PORTS));
    const response = device.create(options as unknown as Parameters<typeof device.create>[0]);
    await proved(ctx, (stepped) => beginOpenIdLink(stepped, { provider: "google" }));
    await reset(email);
    const ended = { code: "INVALID_TOKEN" };
    await expect(confirmEmail(ctx, { code })).rejects.toMatchObject(ended);
    await expect(registerPasskey(ctx, { challengeId, name: "Thief's", response }, PORTS)).rejects.toMatchObject(ended);
    await expect(enterWithOpenId(ctx, "google", { sub: "thief" }, { userAgent: "", address: "" })).rejects.toMatchObject(ended);
  });

  it.each(["wallet", "telegram"] as const)("links no %s that had to wait until its session had ended", async (provider) => {
    const email = `waited-${provider}@amanat.test`;
    const userId = await known(email);
    const { ctx } = await inside(email);
    const account = privateKeyToAccount(generatePrivateKey());
    const id = newTelegramId();
    const subject = provider === "wallet" ? account.address.toLowerCase() : String(id);
    const message = await signed(ctx, account, "link");
    const proof = { initData: signedInitData({ id, first_name: "T" }) };
    const link = (stepped: Ctx) =>
      provider === "wallet" ? linkWallet(stepped, message, wallet) : linkTelegram(stepped, { proof }, telegram);
    let linking: Promise<unknown> = Promise.resolve();
    await inTransaction(nobody, async (tx) => {
      await lockWay(tx, { provider, subject });
      linking = proved(ctx, link).catch((error: unknown) => error);
      await waiting();
      await reset(email);
    });
    expect(await linking).toMatchObject({ code: "INVALID_TOKEN" });
    expect(await test.db.prisma.identity.count({ where: { userId, provider } })).toBe(0);
  });

  it("is spent by nobody once its session has ended", async () => {
    const email = "ended@amanat.test";
    await known(email);
    const { ctx } = await inside(email);
    const demand = demandOf("password.change");
    const { challengeId } = await beginStepUp(ctx, { demand }, PORTS);
    const proof = { method: "password", password: OLD, code: await mailed("step_up_code", email) } as const;
    const { token } = await completeStepUp(ctx, { challengeId, proof }, PORTS);
    await signOutAll(ctx, { keepCurrent: false });
    const spent = inTransaction({ ...ctx, stepUp: token }, (tx) => requireStepUp(tx, demand));
    await expect(spent).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  });
});

describe("API keys", () => {
  it.each(["made", "followed"])("that are %s while the password is reset do not outlive it", async (how) => {
    const email = `keys-${how}@amanat.test`;
    const userId = await known(email);
    const { ctx } = await inside(email);
    const input = { name: "Thief's", scopes: ["deals:read" as const], cidrs: [], days: 1 };
    const { view } = await proved(ctx, (stepped) => createApiKey(stepped, input, "test"));
    let resetting = Promise.resolve();
    await inTransaction(ctx, async (tx) => {
      await proved(tx, (stepped) =>
        how === "made" ? createApiKey(stepped, input, "test") : rotateApiKey(stepped, { apiKeyId: view.id, overlapHours: 1 }),
      );
      resetting = reset(email);
      await Promise.race([resetting, waiting().catch(() => undefined)]);
    });
    await resetting;
    expect(await test.db.prisma.apiKey.count({ where: { userId, revokedAt: null } })).toBe(0);
  });

  it("need a proof over everything they will be able to do, however long it is in words", async () => {
    await known("keys@amanat.test");
    const { ctx } = await inside("keys@amanat.test");
    const asked = async (changes: { days?: number | null; cidrs?: string[] }) => {
      const input = { name: "k".repeat(60), scopes: [...SCOPES] as Scope[], cidrs: ["10.0.0.0/8"], days: 1, ...changes };
      const error = await createApiKey(ctx, input, "test").catch((thrown: { stepUp?: StepUpDemand }) => thrown);
      return "stepUp" in error ? error.stepUp?.subject : null;
    };
    const nets = Array.from({ length: 19 }, (_, n) => `10.100.${100 + n}.0/24`);
    const subjects = [
      await asked({}),
      await asked({ days: null }),
      await asked({ cidrs: [...nets, "10.100.200.0/24"] }),
      await asked({ cidrs: [...nets, "0.0.0.0/0"] }),
    ];
    expect(new Set(subjects).size).toBe(4);
  });

  it("end when the password is reset", async () => {
    await known("stolen@amanat.test");
    const thief = await inside("stolen@amanat.test");
    const { key } = await proved(thief.ctx, (ctx) =>
      createApiKey(ctx, { name: "k", scopes: ["deals:write"], cidrs: [], days: null }, "test"),
    );
    await reset("stolen@amanat.test");
    await expect(actorFromCredential(test.db, { carrier: "bearer", token: key, address: "" })).rejects.toMatchObject({
      code: "INVALID_TOKEN",
    });
  });
});
