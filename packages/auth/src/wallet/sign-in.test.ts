import { createCtx, type Ctx, ensureQueue } from "@amanat/db";
import { MAIL_QUEUE } from "@amanat/mail";
import { atOnce, type Cast, cast, failureCodes, proved, succeeded, useDatabase } from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, it } from "vitest";
import {
  anonymous,
  beginStepUp,
  completeStepUp,
  ensureUser,
  identities,
  linkWallet,
  proveWallet,
  unlinkIdentity,
  type WalletPort,
  walletChallenge,
} from "../index.ts";
import { byWallet, signed, wallet } from "../ways.fixture.ts";

const test = useDatabase({ jobs: true });
let people: Cast;
let nobody: Ctx;

beforeAll(async () => {
  people = await cast(test.db);
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

const newKey = () => privateKeyToAccount(generatePrivateKey());
const minutesLater = () => test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = "expiresAt" - interval '6 minutes'`);

describe("signing in with a wallet", () => {
  it("makes a person without an address, and finds them again", async () => {
    const key = newKey();
    const { person, amr } = await byWallet(nobody, key);
    expect({ ...person, amr }).toMatchObject({
      email: null,
      roles: ["buyer", "seller"],
      amr: ["wallet"],
      name: expect.stringContaining("…"),
    });
    expect((await byWallet(nobody, key)).person.id).toBe(person.id);
    expect(await test.db.prisma.identity.findMany({ where: { userId: person.id } })).toMatchObject([
      { provider: "wallet", subject: expect.stringContaining(`:${key.address.toLowerCase()}`), label: key.address },
    ]);
  });

  it("abuse 28: takes a nonce once, also of ten at once", async () => {
    const key = newKey();
    const proof = await signed(nobody, key, "sign_in");
    const outcomes = await atOnce(10, () => proveWallet(nobody, proof, wallet));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["CHALLENGE_INVALID"]));
  });

  it("abuse 28: takes no signature of another challenge's message, and has spent the challenge", async () => {
    const key = newKey();
    const [one, other] = [await signed(nobody, key, "sign_in"), await signed(nobody, key, "sign_in")];
    const mixed = { ...one, challengeId: other.challengeId };
    await expect(proveWallet(nobody, mixed, wallet)).rejects.toMatchObject({ code: "PROOF_INVALID" });
    await expect(proveWallet(nobody, other, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });

  it("abuse 28: takes no message for another site or another chain", async () => {
    for (const change of [{ domain: "evil.example", uri: "https://evil.example" }, { chainId: 1 }]) {
      const elsewhere: WalletPort = { ...wallet, rules: { ...wallet.rules, ...change } };
      const key = newKey();
      const { challengeId, message } = await walletChallenge(nobody, { address: key.address, purpose: "sign_in" }, elsewhere);
      const proof = { challengeId, message, signature: await key.signMessage({ message }) };
      await expect(proveWallet(nobody, proof, wallet)).rejects.toMatchObject({ code: "PROOF_INVALID" });
    }
  });

  it("abuse 28: takes no message without an expiry, and none after it", async () => {
    const key = newKey();
    const { challengeId, message } = await walletChallenge(nobody, { address: key.address, purpose: "sign_in" }, wallet);
    const endless = message.replace(/\nExpiration Time: .*/, "");
    const proof = { challengeId, message: endless, signature: await key.signMessage({ message: endless }) };
    await expect(proveWallet(nobody, proof, wallet)).rejects.toMatchObject({ code: "PROOF_INVALID" });
    const late = await signed(nobody, key, "sign_in");
    await minutesLater();
    await expect(proveWallet(nobody, late, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });

  it("abuse 28: takes no other wallet's signature, nor a message naming another wallet", async () => {
    const [key, thief] = [newKey(), newKey()];
    const stolen = await signed(nobody, key, "sign_in");
    const signature = await thief.signMessage({ message: stolen.message });
    await expect(proveWallet(nobody, { ...stolen, signature }, wallet)).rejects.toMatchObject({ code: "PROOF_INVALID" });
    const own = await signed(nobody, key, "sign_in");
    const renamed = own.message.replace(key.address, thief.address);
    const proof = { ...own, message: renamed, signature: await thief.signMessage({ message: renamed }) };
    await expect(proveWallet(nobody, proof, wallet)).rejects.toMatchObject({ code: "PROOF_INVALID" });
  });

  it("answers the handle alone: the same from a signed-in browser, never a guessed one", async () => {
    const key = newKey();
    const proof = await signed(people.stranger(), key, "sign_in");
    expect((await proveWallet(nobody, proof, wallet)).person.id).not.toBe(people.stranger.id);
    const [id = ""] = proof.challengeId.split(".");
    await expect(proveWallet(nobody, { ...proof, challengeId: id }, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });

  it("asks the chain only about what no key signed", async () => {
    const asked: string[] = [];
    const smart = { accepts: ({ signature }: { signature: string }) => Promise.resolve(asked.push(signature) > 0) };
    const key = newKey();
    const port = { ...wallet, smart };
    await proveWallet(nobody, await signed(nobody, key, "sign_in"), port);
    expect(asked).toEqual([]);
    const { challengeId, message } = await signed(nobody, key, "sign_in");
    const { person } = await proveWallet(nobody, { challengeId, message, signature: "0x1234" }, port);
    expect(asked).toEqual(["0x1234"]);
    expect((await byWallet(nobody, key)).person.id).toBe(person.id);
  });
});

describe("linking a wallet", () => {
  it("takes a proof of presence and the wallet's own signature, and is then a way in", async () => {
    const key = newKey();
    const ctx = people.buyer();
    const proof = await signed(ctx, key, "link");
    await expect(linkWallet(ctx, proof, wallet)).rejects.toMatchObject({
      code: "STEP_UP_REQUIRED",
      stepUp: { action: "identity.link", subject: `wallet:${key.address.toLowerCase()}` },
    });
    await proved(ctx, (stepped) => linkWallet(stepped, proof, wallet));
    expect((await identities(ctx)).identities).toMatchObject([{ provider: "wallet", label: key.address }]);
    expect((await byWallet(nobody, key)).person.id).toBe(people.buyer.id);
    await expect(linkWallet(ctx, proof, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
  });

  it("takes no challenge of another session, nor one for signing in, nor from nobody", async () => {
    const key = newKey();
    const theirs = await signed(people.seller(), key, "link");
    await expect(linkWallet(people.buyer(), theirs, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    const wrong = await signed(people.buyer(), key, "sign_in");
    await expect(linkWallet(people.buyer(), wrong, wallet)).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    await expect(signed(nobody, key, "link")).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
    await expect(linkWallet(nobody, wrong, wallet)).rejects.toMatchObject({ code: "AUTHENTICATION_REQUIRED" });
  });

  it("leaves a wallet with the one who has it", async () => {
    const key = newKey();
    const { person } = await byWallet(nobody, key);
    const proof = await signed(people.seller(), key, "link");
    await expect(proved(people.seller(), (ctx) => linkWallet(ctx, proof, wallet))).rejects.toMatchObject({ code: "IDENTITY_TAKEN" });
    expect((await byWallet(nobody, key)).person.id).toBe(person.id);
  });

  it("asks a chain last, and once per challenge: after the proof of presence, the message and whose the wallet is", async () => {
    let asked = 0;
    const smart = { accepts: () => Promise.resolve((asked += 1) < 0) };
    const link = (ctx: Ctx, proof: Parameters<typeof linkWallet>[1]) => linkWallet(ctx, proof, { ...wallet, smart });
    const ctx = people.seller2();
    const noKey = { signature: "0x1271" };
    const taken = newKey();
    await byWallet(nobody, taken);
    const proof = { ...(await signed(ctx, newKey(), "link")), ...noKey };
    const theirs = { ...(await signed(ctx, taken, "link")), ...noKey };
    await expect(link(ctx, proof)).rejects.toMatchObject({ code: "STEP_UP_REQUIRED" });
    await expect(proved(ctx, (stepped) => link(stepped, theirs))).rejects.toMatchObject({ code: "IDENTITY_TAKEN" });
    const { message } = await signed(ctx, newKey(), "link");
    await expect(proved(ctx, (stepped) => link(stepped, { ...proof, message }))).rejects.toMatchObject({ code: "PROOF_INVALID" });
    await expect(link(ctx, { ...proof, challengeId: "none" })).rejects.toMatchObject({ code: "CHALLENGE_INVALID" });
    expect(asked).toBe(0);
    const outcomes = await atOnce(3, () => proved(ctx, (stepped) => link(stepped, proof)));
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["PROOF_INVALID", "CHALLENGE_INVALID"]));
    expect(asked).toBe(1);
  });

  it("makes it a proof of presence, over the demand in words, until it is unlinked", async () => {
    const key = newKey();
    const ctx = people.guard();
    const proof = await signed(ctx, key, "link");
    await proved(ctx, (stepped) => linkWallet(stepped, proof, wallet));
    const demand = { action: "api_key.create", subject: "deals:read", amount: null, asset: null, destination: null } as const;
    const relyingParty = { id: "amanat.test", name: "Amanat", origins: ["https://amanat.test"] };
    const ports = { origin: "https://amanat.test", apiKeyKind: "test", relyingParty, wallet, telegram: null } as const;
    const ask = async (signer = key) => {
      const begun = await beginStepUp(ctx, { demand }, ports);
      const { message = "", addresses = [] } = begun.methods.wallet ?? {};
      expect(addresses).toEqual([key.address.toLowerCase()]);
      expect(message).toContain("Action: api_key.create");
      const signature = await signer.signMessage({ message });
      return { challengeId: begun.challengeId, proof: { method: "wallet", address: key.address, signature } } as const;
    };
    expect((await completeStepUp(ctx, await ask(), ports)).token).toMatch(/^amn_su_/);
    await expect(completeStepUp(ctx, await ask(newKey()), ports)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
    const late = await ask();
    await ensureUser(test.db, { email: people.guard.email, password: "correct horse battery", name: "guard", roles: ["guard"] });
    await proved(ctx, (stepped) => unlinkIdentity(stepped, { provider: "wallet", subject: key.address.toLowerCase() }));
    await expect(completeStepUp(ctx, late, ports)).rejects.toMatchObject({ code: "STEP_UP_FAILED" });
  });
});
