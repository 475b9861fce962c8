import { publicId, type StepUpDemand, type StepUpProof } from "@amanat/contracts";
import { createCtx, type Ctx, ensureQueue, inTransaction, requireStepUp } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import { atOnce, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, it } from "vitest";
import {
  actorFromCredential,
  anonymous,
  type AuthPorts,
  beginStepUp,
  changePassword,
  completeStepUp,
  ensureUser,
  enterAsBrowser,
  provePassword,
} from "./index.ts";
import { wallet } from "./ways.fixture.ts";

const test = useDatabase({ jobs: true });
const PASSWORD = "correct horse battery";
const PORTS: AuthPorts = {
  origin: "https://amanat.test",
  apiKeyKind: "test",
  relyingParty: { id: "amanat.test", name: "Amanat", origins: ["https://amanat.test"] },
  wallet,
  telegram: null,
};
const DEMAND: StepUpDemand = {
  action: "deal.release",
  subject: "deal_1",
  amount: "1250",
  asset: "eip155:1/slip44:60",
  destination: "0xabc",
};
let nobody: Ctx;

beforeAll(async () => {
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

type Stepper = { ctx: Ctx; token: string; account: ReturnType<typeof privateKeyToAccount> };

async function stepper(email: string, withWallet: boolean): Promise<Stepper> {
  const account = privateKeyToAccount(generatePrivateKey());
  const wallets = withWallet ? [account.address] : [];
  await ensureUser(test.db, { email, password: PASSWORD, name: "Stepper", roles: ["buyer"], wallets });
  const { token } = await enterAsBrowser(nobody, await provePassword(nobody, { email, password: PASSWORD }), {
    userAgent: "",
    address: "",
  });
  return { ctx: await ctxOf(token), token, account };
}

const ctxOf = async (token: string) => createCtx(test.db, await actorFromCredential(test.db, { carrier: "cookie", token, address: "" }));

async function mailedCode(email: string): Promise<string> {
  const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 50 })) ?? [];
  const mails = jobs.map((job) => mailJob.parse(job.data)).filter((mail) => mail.to === email && mail.kind === "step_up_code");
  const last = mails.at(-1);
  if (last?.kind !== "step_up_code") throw new Error("no code was mailed");
  return last.code;
}

async function signed({ ctx, account }: Stepper, demand = DEMAND): Promise<{ challengeId: string; proof: StepUpProof; message: string }> {
  const { challengeId, methods } = await beginStepUp(ctx, { demand }, PORTS);
  const message = methods.wallet?.message ?? "";
  const proof = { method: "wallet", address: account.address, signature: await account.signMessage({ message }) } as const;
  return { challengeId, proof, message };
}

/** Whether a granted token satisfies a demand: the verb's side of it. */
const spend = (ctx: Ctx, token: string, demand = DEMAND) =>
  inTransaction({ ...ctx, stepUp: token }, (tx) => requireStepUp(tx, demand)).then(() => "spent");

describe("a proof of presence by wallet", () => {
  it("shows in words what is signed, and is good for that once", async () => {
    const person = await stepper("words@amanat.test", true);
    const { challengeId, proof, message } = await signed(person);
    for (const part of ["amanat.test", "deal.release", "deal_1", "1250", "0xabc"]) expect(message).toContain(part);
    const { token } = await completeStepUp(person.ctx, { challengeId, proof }, PORTS);
    expect(await spend(person.ctx, token)).toBe("spent");
    await expect(spend(person.ctx, token)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
  });

  it("abuse 27: is worth nothing for another subject, amount, asset, destination or act", async () => {
    const person = await stepper("bound@amanat.test", true);
    const { challengeId, proof } = await signed(person);
    const { token } = await completeStepUp(person.ctx, { challengeId, proof }, PORTS);
    const others: Partial<StepUpDemand>[] = [
      { subject: "deal_2" },
      { amount: "1251" },
      { asset: "eip155:56/slip44:60" },
      { destination: "0xdef" },
      { action: "payout.approve" },
      { amount: null },
    ];
    for (const other of others) {
      const demand = { ...DEMAND, ...other };
      await expect(spend(person.ctx, token, demand)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED", stepUp: demand });
    }
    const stranger = await stepper("thief@amanat.test", true);
    await expect(spend(stranger.ctx, token)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    expect(await spend(person.ctx, token)).toBe("spent");
  });

  it("ends after five minutes, and a verb that fails has not used it", async () => {
    const person = await stepper("minutes@amanat.test", true);
    const { challengeId, proof } = await signed(person);
    const { token } = await completeStepUp(person.ctx, { challengeId, proof }, PORTS);
    const failing = inTransaction({ ...person.ctx, stepUp: token }, async (tx) => {
      await requireStepUp(tx, DEMAND);
      throw new Error("the verb failed");
    });
    await expect(failing).rejects.toThrow("the verb failed");
    await test.db.pool.query(`UPDATE "StepUpGrant" SET "expiresAt" = now() - interval '1 second'`);
    await expect(spend(person.ctx, token)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await test.db.pool.query(`UPDATE "StepUpGrant" SET "expiresAt" = now() + interval '1 minute'`);
    expect(await spend(person.ctx, token)).toBe("spent");
  });

  it("takes a challenge once, from the session that asked, signed by a linked wallet", async () => {
    const person = await stepper("once@amanat.test", true);
    const stranger = await stepper("other@amanat.test", true);
    const first = await signed(person);
    await expect(completeStepUp(stranger.ctx, first, PORTS)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    const outcomes = await atOnce(10, () => completeStepUp(person.ctx, first, PORTS));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["CHALLENGE_INVALID"]));
    const second = await signed(person);
    const forged = {
      method: "wallet",
      address: person.account.address,
      signature: await stranger.account.signMessage({ message: second.message }),
    } as const;
    await expect(completeStepUp(person.ctx, { ...second, proof: forged }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
    await expect(completeStepUp(person.ctx, second, PORTS)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    const third = await signed(person);
    const foreign = {
      method: "wallet",
      address: stranger.account.address,
      signature: await stranger.account.signMessage({ message: third.message }),
    } as const;
    await expect(completeStepUp(person.ctx, { ...third, proof: foreign }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
  });

  it("gives the browser a new token; the old one goes on for calls under way, then ends", async () => {
    const person = await stepper("rotated@amanat.test", true);
    const { cookie } = await completeStepUp(person.ctx, await signed(person), PORTS);
    expect(cookie).toMatch(/^[A-Za-z0-9_-]{43}$/);
    expect(cookie).not.toBe(person.token);
    expect((await ctxOf(cookie ?? "")).actor).toEqual(person.ctx.actor);
    await ctxOf(person.token);
    await test.db.pool.query(`UPDATE "Session" SET "rotatedAt" = now() - interval '31 seconds' WHERE "rotatedAt" IS NOT NULL`);
    await expect(ctxOf(person.token)).rejects.toMatchObject({ code: "INVALID_TOKEN" });
  });
});

describe("a proof of presence by password and mailed code", () => {
  it("is for those who have nothing stronger", async () => {
    const { ctx } = await stepper("mailed@amanat.test", false);
    const begun = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    expect(begun.methods).toEqual({ password: { codeSentTo: "m…d@amanat.test", anotherIn: 30 } });
    const code = await mailedCode("mailed@amanat.test");
    const proof = { method: "password", password: PASSWORD, code } as const;
    const { token } = await completeStepUp(ctx, { challengeId: begun.challengeId, proof }, PORTS);
    expect(await spend(ctx, token)).toBe("spent");
    const wallet = await stepper("strong@amanat.test", true);
    expect(Object.keys((await beginStepUp(wallet.ctx, { demand: DEMAND }, PORTS)).methods)).toEqual(["wallet"]);
    const begunStrong = await beginStepUp(wallet.ctx, { demand: DEMAND }, PORTS);
    await expect(completeStepUp(wallet.ctx, { challengeId: begunStrong.challengeId, proof }, PORTS)).rejects.toMatchObject({
      code: "STEP_UP_FAILED",
    });
  });

  it("bears a mistyped code five times, and says of neither part that it was right", async () => {
    const { ctx } = await stepper("typo@amanat.test", false);
    const { challengeId } = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const code = await mailedCode("typo@amanat.test");
    const wrong = code === "000000" ? "111111" : "000000";
    const answers = [
      { password: PASSWORD, code: wrong },
      { password: "wrong", code },
      { password: "wrong", code: wrong },
      { password: PASSWORD, code: wrong },
      { password: "wrong", code },
    ];
    for (const answer of answers) {
      const proof = { method: "password", ...answer } as const;
      await expect(completeStepUp(ctx, { challengeId, proof }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
    }
    const right = { method: "password", password: PASSWORD, code } as const;
    await expect(completeStepUp(ctx, { challengeId, proof: right }, PORTS)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });
});

describe("the message a wallet signs", () => {
  it("says the sentence of the mail, and the demand to the last unit; signed otherwise it proves nothing", async () => {
    const person = await stepper("signs@amanat.test", true);
    const address = "0x52908400098527886E0F7030069857D2E4169EE7";
    await test.db.prisma.user.updateMany({ where: { email: "signs@amanat.test" }, data: { locale: "en" } });
    const ports = { ...PORTS, assetOf: () => Promise.resolve({ symbol: "USDC", decimals: 6 }) };
    const demand: StepUpDemand = { ...DEMAND, action: "payout.approve", amount: "55500000", destination: address };
    const { challengeId, methods } = await beginStepUp(person.ctx, { demand }, ports);
    const message = methods.wallet?.message ?? "";
    const lines = message.split("\n");
    expect(lines).toContain("Approve sending 55.50 USDC to 0x52908400\u2026E4169EE7");
    expect(lines).toEqual(expect.arrayContaining(["Action: payout.approve", "Subject: deal_1", `Destination: ${address}`]));
    expect(lines).toContain(`Amount: 55500000 base units of ${DEMAND.asset ?? ""}`);
    const signature = await person.account.signMessage({ message: message.replace("55.50", "5.50") });
    const proof = { method: "wallet", address: person.account.address, signature } as const;
    await expect(completeStepUp(person.ctx, { challengeId, proof }, ports)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
  });
});

describe("the mail of a code", () => {
  it("says what it is good for in the person's language: the act, the amount as people write it, and whom it is for", async () => {
    const email = "worded@amanat.test";
    const { ctx } = await stepper(email, false);
    const seller = await ensureUser(test.db, { email: "paid@amanat.test", password: PASSWORD, name: "Demo seller", roles: ["seller"] });
    await test.db.prisma.user.updateMany({ where: { email }, data: { locale: "en" } });
    const assetOf = () => Promise.resolve({ symbol: "USDC", decimals: 6 });
    const demand: StepUpDemand = { ...DEMAND, amount: "55500000", destination: publicId("user", seller) };
    const begun = await beginStepUp(ctx, { demand }, { ...PORTS, assetOf });
    expect(begun.about).toEqual({ asset: { symbol: "USDC", decimals: 6 }, target: "Demo seller" });
    const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 50 })) ?? [];
    const mails = jobs.map((job) => mailJob.parse(job.data)).filter((mail) => mail.to === email);
    expect(mails).toMatchObject([{ kind: "step_up_code", detail: "Release 55.50 USDC to Demo seller" }]);
  });
});

describe("two mails for one demand", () => {
  const answer = (code: string) => ({ method: "password", password: PASSWORD, code }) as const;

  it("the last code and the one before are good, whichever question they answer; once", async () => {
    const email = "twice@amanat.test";
    const { ctx } = await stepper(email, false);
    const first = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const [before, second] = [await mailedCode(email), await beginStepUp(ctx, { demand: DEMAND }, PORTS)];
    const last = await mailedCode(email);
    const { token } = await completeStepUp(ctx, { challengeId: second.challengeId, proof: answer(before) }, PORTS);
    expect(await spend(ctx, token)).toBe("spent");
    for (const { challengeId } of [first, second])
      await expect(completeStepUp(ctx, { challengeId, proof: answer(last) }, PORTS)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    const third = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    await mailedCode(email);
    await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const again = await completeStepUp(ctx, { challengeId: third.challengeId, proof: answer(await mailedCode(email)) }, PORTS);
    expect(await spend(ctx, again.token)).toBe("spent");
  });

  it("a code for another demand is none, and guesses count for both codes", async () => {
    const email = "bounds@amanat.test";
    const { ctx } = await stepper(email, false);
    await beginStepUp(ctx, { demand: { ...DEMAND, amount: "1" } }, PORTS);
    const other = await mailedCode(email);
    const first = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const before = await mailedCode(email);
    const second = await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const last = await mailedCode(email);
    const wrong = [other, "000000", "111111"].find((code) => code !== before && code !== last) ?? "";
    for (let guess = 0; guess < 5; guess += 1)
      await expect(completeStepUp(ctx, { challengeId: second.challengeId, proof: answer(wrong) }, PORTS)).rejects.toMatchObject({
        code: "STEP_UP_FAILED",
      });
    for (const { challengeId } of [first, second])
      for (const code of [before, last])
        await expect(completeStepUp(ctx, { challengeId, proof: answer(code) }, PORTS)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });
});

describe("codes mailed for a proof of presence", () => {
  it("are five in a quarter of an hour, also when asked for at the same moment", async () => {
    const email = "flooded@amanat.test";
    const { ctx } = await stepper(email, false);
    const begin = () => beginStepUp(ctx, { demand: DEMAND }, PORTS);
    const outcomes = await atOnce(8, begin);
    expect([succeeded(outcomes).length, failureCodes(outcomes)]).toEqual([5, ["RATE_LIMITED", "RATE_LIMITED", "RATE_LIMITED"]]);
    const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 50 })) ?? [];
    expect(jobs.map((job) => mailJob.parse(job.data)).filter(({ to }) => to === email)).toHaveLength(5);
    const waits = outcomes.flatMap((outcome) => (outcome.status === "fulfilled" ? [outcome.value.methods.password?.anotherIn ?? 0] : []));
    // The fifth fills the quarter of an hour: the next is worth asking for when the first leaves it.
    expect(waits.toSorted((a, b) => a - b).slice(0, 4)).toEqual([30, 30, 30, 30]);
    expect(Math.max(...waits)).toBeGreaterThan(800);
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "createdAt" = "createdAt" - interval '15 minutes'`);
    await begin();
  });

  it("are not counted for people who confirm with a wallet, who get none", async () => {
    const { ctx } = await stepper("walleted@amanat.test", true);
    for (let n = 0; n < 7; n += 1) await beginStepUp(ctx, { demand: DEMAND }, PORTS);
    await test.db.prisma.identity.deleteMany({ where: { provider: "wallet", user: { email: "walleted@amanat.test" } } });
    expect((await beginStepUp(ctx, { demand: DEMAND }, PORTS)).methods.password).toBeDefined();
  });
});

describe("a proof of presence for a new password", () => {
  it("is asked for before any password is compared, and a mistyped one does not use it up", async () => {
    const { ctx } = await stepper("mistyped@amanat.test", false);
    const wrong = { current: "wrong", password: "eleven quiet frogs" };
    await expect(changePassword(ctx, wrong)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await proved(ctx, async (proven) => {
      const code = proven.stepUp === null ? "STEP_UP_REQUIRED" : "INVALID_CREDENTIALS";
      await expect(changePassword(proven, wrong)).rejects.toMatchObject({ code });
      return changePassword(proven, { ...wrong, current: PASSWORD });
    });
  });
});

describe("a person with nothing but a fresh session", () => {
  it("may add a first stronger way, for five minutes, and nothing else", async () => {
    const person = await stepper("telegram-only@amanat.test", false);
    await test.db.pool.query(`UPDATE "User" SET "passwordHash" = NULL, "email" = NULL WHERE "email" = 'telegram-only@amanat.test'`);
    const demand: StepUpDemand = { action: "passkey.add", subject: "me", amount: null, asset: null, destination: null };
    const begun = await beginStepUp(person.ctx, { demand }, PORTS);
    expect(begun.methods).toEqual({ session: true });
    const { token } = await completeStepUp(person.ctx, { challengeId: begun.challengeId, proof: { method: "session" } }, PORTS);
    expect(await spend(person.ctx, token, demand)).toBe("spent");
    await expect(beginStepUp(person.ctx, { demand: DEMAND }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
    await test.db.pool.query(`UPDATE "Session" SET "createdAt" = now() - interval '6 minutes'`);
    await expect(beginStepUp(person.ctx, { demand }, PORTS)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
  });

  it("is nobody's who is not signed in", async () => {
    await expect(beginStepUp(nobody, { demand: DEMAND }, PORTS)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    await expect(completeStepUp(nobody, { challengeId: "x", proof: { method: "session" } }, PORTS)).rejects.toMatchObject({
      code: "AUTHENTICATION_REQUIRED",
    });
  });
});
