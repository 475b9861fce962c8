import { beforeAll, describe, expect, it } from "vitest";
import { publicId, type StepUpDemand, type UserActor } from "@amanat/contracts";
import { type Ctx, createCtx, ensureQueue, inTransaction, requireStepUp } from "@amanat/db";
import { MAIL_QUEUE } from "@amanat/mail";
import { atOnce, type Cast, cast, failureCodes, proved, softwareAuthenticator, succeeded, useDatabase } from "@amanat/testing";
import {
  anonymous,
  beginStepUp,
  completeStepUp,
  enterAsBrowser,
  passkeyChallenge,
  passkeyRegistration,
  passkeys,
  proveByPasskey,
  registerPasskey,
  removePasskey,
  renamePasskey,
} from "../index.ts";
import { userHandle } from "./verify.ts";

const ORIGIN = "http://localhost:3000";
const ports = {
  origin: ORIGIN,
  apiKeyKind: "test",
  relyingParty: { id: "localhost", name: "Amanat", origins: [ORIGIN] },
  wallet: { rules: { domain: "localhost:3000", uri: ORIGIN, chainId: 31_337 }, smart: null },
  telegram: null,
} as const;

const test = useDatabase({ jobs: true });
let people: Cast;
let nobody: Ctx;

beforeAll(async () => {
  people = await cast(test.db);
  nobody = createCtx(test.db, anonymous());
  await ensureQueue(test.db, MAIL_QUEUE);
});

const device = (options: { synced?: boolean } = {}) => softwareAuthenticator({ origin: ORIGIN, ...options });
type Device = ReturnType<typeof device>;
type Creation = Parameters<Device["create"]>[0];

/** A person of their own for each test, so that passkeys do not meet. */
async function newcomer(): Promise<Cast["buyer"]> {
  return (await cast(test.db)).buyer;
}

const options = async (ctx: Ctx) => {
  const begun = await proved(ctx, (proven) => passkeyRegistration(proven, {}, ports));
  return { challengeId: begun.challengeId, options: begun.options as unknown as Creation };
};

async function add(ctx: Ctx, by: Device, name = "Phone") {
  const begun = await options(ctx);
  return registerPasskey(ctx, { challengeId: begun.challengeId, name, response: by.create(begun.options) }, ports);
}

async function enter(by: Device, wrong: Parameters<Device["get"]>[1] = {}) {
  const begun = await passkeyChallenge(nobody, {}, ports);
  return proveByPasskey(nobody, { challengeId: begun.challengeId, response: by.get(begun.options, wrong) }, ports);
}

/** Another session of the same person. */
async function elsewhere(person: Cast["buyer"]): Promise<Ctx> {
  const other = await people.stranger().db.prisma.session.create({
    data: {
      id: crypto.randomUUID(),
      tokenHash: new Uint8Array(crypto.getRandomValues(new Uint8Array(32))),
      userId: person.id,
      surface: "web",
      amr: ["pwd"],
      idleExpiresAt: new Date(Date.now() + 60_000),
      absExpiresAt: new Date(Date.now() + 60_000),
    },
  });
  return createCtx(test.db, { ...(person().actor as UserActor), sessionId: other.id });
}

/** What the person is told of as news. */
async function told(personId: string): Promise<string[]> {
  const events = await test.db.prisma.event.findMany({
    where: { type: "account.changed.v1", channel: `user:${personId}` },
    orderBy: { seq: "asc" },
  });
  return events.map(({ payload }) => (payload as { what: string }).what);
}

const refusal = (code: string) => expect.objectContaining({ code });

describe("passkeys", () => {
  it("are made, used to sign in, renamed and removed", async () => {
    const person = await newcomer();
    await test.db.prisma.identity.create({ data: { provider: "google", subject: person.id, userId: person.id } });
    const phone = device();
    const added = await add(person(), phone, "Phone");
    expect(added).toMatchObject({ name: "Phone", synced: true, flagged: false, lastUsedAt: null });
    const proven = await enter(phone);
    expect(proven).toMatchObject({ person: { id: person.id }, amr: ["hwk", "user"] });
    await renamePasskey(person(), { passkeyId: added.id, name: "Old phone" });
    const [listed] = (await passkeys(person())).passkeys;
    expect(listed).toMatchObject({ id: added.id, name: "Old phone" });
    expect(listed?.lastUsedAt).not.toBeNull();
    await proved(person(), (ctx) => removePasskey(ctx, { passkeyId: added.id }));
    expect((await passkeys(person())).passkeys).toEqual([]);
    await expect(enter(phone)).rejects.toEqual(refusal("PROOF_INVALID"));
    expect((await told(person.id)).toSorted()).toEqual(["passkey_added", "passkey_removed"]);
  });

  it("that are removed, or answer as a copy would, end the sessions passkeys began, and no others", async () => {
    const person = await newcomer();
    const [phone, key] = [device(), device({ synced: false })];
    const added = await add(person(), phone);
    await add(person(), key);
    const begin = async () => enterAsBrowser(nobody, await enter(phone), { userAgent: "vitest", address: "127.0.0.1" });
    const live = async () =>
      (await test.db.prisma.session.findMany({ where: { userId: person.id, revokedAt: null } })).map((row) => row.id);
    const [byPassword, first] = [await elsewhere(person), await begin()];
    await proved(person(), (ctx) => removePasskey(ctx, { passkeyId: added.id }));
    const others = [person.sessionId, (byPassword.actor as UserActor).sessionId].toSorted();
    expect([...(await live())].toSorted()).toEqual(others);
    expect(await live()).not.toContain(first.sessionId);
    await enterAsBrowser(nobody, await enter(key, { counter: 5 }), { userAgent: "vitest", address: "127.0.0.1" });
    await expect(enter(key, { counter: 5 })).rejects.toEqual(refusal("PROOF_INVALID"));
    expect([...(await live())].toSorted()).toEqual(others);
  });

  it("are several per person, one per device, and nobody else's to touch", async () => {
    const person = await newcomer();
    const [phone, key] = [device(), device({ synced: false })];
    const first = await add(person(), phone);
    const second = await add(person(), key, "Key");
    expect(second.synced).toBe(false);
    await expect(add(person(), phone)).rejects.toThrow(/already registered/);
    const stranger = people.stranger();
    await expect(renamePasskey(stranger, { passkeyId: first.id, name: "Mine" })).rejects.toEqual(refusal("NOT_FOUND"));
    await expect(proved(stranger, (ctx) => removePasskey(ctx, { passkeyId: first.id }))).rejects.toEqual(refusal("NOT_FOUND"));
    expect((await passkeys(stranger)).passkeys).toEqual([]);
    expect((await enter(key)).person.id).toBe(person.id);
  });

  it("are added and removed only with a proof of presence, asked for before a device makes a key", async () => {
    const person = await newcomer();
    const demanded = refusal("STEP_UP_REQUIRED");
    await expect(passkeyRegistration(person(), {}, ports)).rejects.toEqual(demanded);
    const [one] = [await add(person(), device()), await add(person(), device())];
    await expect(removePasskey(person(), { passkeyId: one.id })).rejects.toEqual(demanded);
    await expect(passkeyRegistration(people.anonymous(), {}, ports)).rejects.toEqual(refusal("AUTHENTICATION_REQUIRED"));
  });

  it("are not taken twice, nor from somebody else's device under their name", async () => {
    const [one, other] = [await newcomer(), await newcomer()];
    const phone = device();
    await add(one(), phone);
    const begun = await options(other());
    const copied = phone.create(begun.options);
    await test.db.prisma.passkey.updateMany({ where: { userId: one.id }, data: { credentialId: copied.id } });
    const input = { challengeId: begun.challengeId, name: "Taken", response: copied };
    await expect(registerPasskey(other(), input, ports)).rejects.toEqual(refusal("IDENTITY_TAKEN"));
  });

  it("leave one way in: of two removed at once, one stays", async () => {
    const person = await newcomer();
    const both = [await add(person(), device()), await add(person(), device())];
    const outcomes = await atOnce(2, (index) => proved(person(), (ctx) => removePasskey(ctx, { passkeyId: both[index]!.id })));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(failureCodes(outcomes)).toEqual(["LAST_WAY_IN"]);
  });

  it("end at twenty", async () => {
    const person = await newcomer();
    const row = { userId: person.id, publicKey: new Uint8Array(1), transports: [], deviceType: "singleDevice", name: "x" };
    await test.db.prisma.passkey.createMany({
      data: Array.from({ length: 20 }, (_, at) => ({ ...row, credentialId: `${person.id}-${at}` })),
    });
    await expect(proved(person(), (ctx) => passkeyRegistration(ctx, {}, ports))).rejects.toEqual(refusal("INVALID_STATE"));
  });
});

describe("challenges", () => {
  it("abuse 25: one for signing in is used once, also by ten at the same time, and not after five minutes", async () => {
    const person = await newcomer();
    const phone = device();
    await add(person(), phone);
    const begun = await passkeyChallenge(nobody, {}, ports);
    const answer = { challengeId: begun.challengeId, response: phone.get(begun.options) };
    const outcomes = await atOnce(10, () => proveByPasskey(nobody, answer, ports));
    expect(succeeded(outcomes)).toHaveLength(1);
    expect(new Set(failureCodes(outcomes))).toEqual(new Set(["CHALLENGE_INVALID"]));
    // The very same signature would verify again: the challenge is what makes it worthless.
    await expect(proveByPasskey(nobody, answer, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
    const late = await passkeyChallenge(nobody, {}, ports);
    await test.db.pool.query(`UPDATE "AuthChallenge" SET "expiresAt" = now() - interval '1 second' WHERE "id" = $1`, [
      late.challengeId.split(".")[0],
    ]);
    await expect(proveByPasskey(nobody, { challengeId: late.challengeId, response: phone.get(late.options) }, ports)).rejects.toEqual(
      refusal("CHALLENGE_INVALID"),
    );
  });

  it("abuse 25: an answer to another challenge is refused, and spends the one it was sent for", async () => {
    const person = await newcomer();
    const phone = device();
    await add(person(), phone);
    const [mine, other] = [await passkeyChallenge(nobody, {}, ports), await passkeyChallenge(nobody, {}, ports)];
    const crossed = { challengeId: mine.challengeId, response: phone.get(other.options) };
    await expect(proveByPasskey(nobody, crossed, ports)).rejects.toEqual(refusal("PROOF_INVALID"));
    const right = { challengeId: mine.challengeId, response: phone.get(mine.options) };
    await expect(proveByPasskey(nobody, right, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
  });

  it("abuse 25: another session's is refused, the same person's too, and so is one without its handle", async () => {
    const person = await newcomer();
    const phone = device();
    const begun = await options(person());
    const input = { challengeId: begun.challengeId, name: "Phone", response: phone.create(begun.options) };
    for (const ctx of [await elsewhere(person), people.stranger()])
      await expect(registerPasskey(ctx, input, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
    const [id = ""] = begun.challengeId.split(".");
    for (const challengeId of ["", id, `${id}.${"A".repeat(43)}`, `${crypto.randomUUID()}.${"A".repeat(43)}`])
      await expect(registerPasskey(person(), { ...input, challengeId }, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
    expect(await registerPasskey(person(), input, ports)).toMatchObject({ name: "Phone" });
    await expect(registerPasskey(person(), input, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
  });

  it("abuse 25: one for signing in adds no passkey, one for adding signs nobody in", async () => {
    const person = await newcomer();
    const phone = device();
    await add(person(), phone);
    const signIn = await passkeyChallenge(person(), {}, ports);
    const adding = await options(person());
    const made = device().create({ ...adding.options, challenge: signIn.options.challenge });
    await expect(registerPasskey(person(), { challengeId: signIn.challengeId, name: "x", response: made }, ports)).rejects.toEqual(
      refusal("CHALLENGE_INVALID"),
    );
    const answer = phone.get({ challenge: adding.options.challenge, rpId: "localhost" });
    await expect(proveByPasskey(nobody, { challengeId: adding.challengeId, response: answer }, ports)).rejects.toEqual(
      refusal("CHALLENGE_INVALID"),
    );
  });
});

describe("answers", () => {
  it("abuse 26: with another person's user handle, without the person, from a frame or another page sign nobody in", async () => {
    const [person, other] = [await newcomer(), await newcomer()];
    const phone = device();
    await add(person(), phone);
    for (const wrong of [
      { userHandle: Buffer.from(userHandle(other.id)).toString("base64url") },
      { userHandle: null },
      { userVerified: false },
      { crossOrigin: true },
      { crossOrigin: true, topOrigin: "https://evil.test" },
      { origin: "https://evil.test" },
      { rpId: "evil.test" },
      { forged: true },
    ])
      await expect(enter(phone, wrong)).rejects.toEqual(refusal("PROOF_INVALID"));
    expect((await enter(phone)).person.id).toBe(person.id);
  });

  it("abuse 26: a counter that goes back puts the passkey out of use and tells its owner, once", async () => {
    const person = await newcomer();
    const key = device({ synced: false });
    const added = await add(person(), key);
    await enter(key, { counter: 7 });
    await expect(enter(key, { counter: 3, forged: true })).rejects.toEqual(refusal("PROOF_INVALID"));
    expect((await passkeys(person())).passkeys[0]?.flagged).toBe(false);
    await expect(enter(key, { counter: 7 })).rejects.toEqual(refusal("PROOF_INVALID"));
    await expect(enter(key, { counter: 8 })).rejects.toEqual(refusal("PROOF_INVALID"));
    expect((await passkeys(person())).passkeys[0]?.flagged).toBe(true);
    expect(await told(person.id)).toEqual(["passkey_added", "passkey_suspect"]);
    const entries = await test.db.prisma.auditEntry.count({ where: { action: "auth.passkey.flagged", subjectId: person.id } });
    expect(entries).toBe(1);
    await proved(person(), (ctx) => removePasskey(ctx, { passkeyId: added.id }));
  });

  it("of two checked against the same counter, one counts", async () => {
    const person = await newcomer();
    const key = device({ synced: false });
    await add(person(), key);
    const outcomes = await atOnce(5, () => enter(key, { counter: 9 }));
    expect(succeeded(outcomes)).toHaveLength(1);
  });

  it("of a person who is gone, and answers that make no sense, are refused", async () => {
    const person = await newcomer();
    const phone = device();
    await add(person(), phone);
    for (const response of [
      { id: "x", rawId: "x", type: "public-key" as const },
      { ...phone.get({ challenge: "AAAA" }), response: { clientDataJSON: 7 } },
    ]) {
      const begun = await passkeyChallenge(nobody, {}, ports);
      await expect(proveByPasskey(nobody, { challengeId: begun.challengeId, response }, ports)).rejects.toEqual(refusal("PROOF_INVALID"));
    }
    await test.db.prisma.user.update({ where: { id: person.id }, data: { deletedAt: new Date() } });
    await expect(enter(phone)).rejects.toEqual(refusal("PROOF_INVALID"));
  });
});

describe("a passkey as proof of presence", () => {
  const demand: StepUpDemand = {
    action: "payout.approve",
    subject: publicId("payout", crypto.randomUUID()),
    amount: "120500000",
    asset: "eip155:31337/slip44:60",
    destination: "0x2",
  };
  const spend = (ctx: Ctx, stepUp: string, what: StepUpDemand) => inTransaction({ ...ctx, stepUp }, (tx) => requireStepUp(tx, what));

  async function begun(ctx: Ctx) {
    const { challengeId, methods } = await beginStepUp(ctx, { demand }, ports);
    if (!methods.passkey) throw new Error("a passkey was to be offered");
    return { challengeId, asked: methods.passkey as { challenge: string }, methods };
  }

  it("confirms exactly the demand, once, and is offered instead of a password", async () => {
    const person = await newcomer();
    const phone = device();
    await add(person(), phone);
    const { challengeId, asked, methods } = await begun(person());
    expect(Object.keys(methods)).toEqual(["passkey"]);
    const { token } = await completeStepUp(person(), { challengeId, proof: { method: "passkey", response: phone.get(asked) } }, ports);
    await expect(spend(person(), token, { ...demand, amount: "120500001" })).rejects.toEqual(refusal("STEP_UP_REQUIRED"));
    await spend(person(), token, demand);
    await expect(spend(person(), token, demand)).rejects.toEqual(refusal("STEP_UP_REQUIRED"));
  });

  it("abuse 26: as proof of presence it is refused when replayed, another's, another session's, or without its owner being recognised", async () => {
    const [person, other] = [await newcomer(), await newcomer()];
    const [phone, foreign] = [device(), device()];
    await add(person(), phone);
    await add(other(), foreign);
    const complete = async (ctx: Ctx, response: (asked: { challenge: string }) => ReturnType<Device["get"]>) => {
      const { challengeId, asked } = await begun(person());
      return completeStepUp(ctx, { challengeId, proof: { method: "passkey", response: response(asked) } }, ports);
    };
    const failed = refusal("STEP_UP_FAILED");
    const bare = ({ challenge }: { challenge: string }) => ({ challenge, rpId: "localhost" });
    await expect(complete(person(), (asked) => foreign.get(bare(asked)))).rejects.toEqual(failed);
    await expect(complete(person(), (asked) => phone.get(asked, { userVerified: false }))).rejects.toEqual(failed);
    await expect(complete(person(), (asked) => phone.get(asked, { userHandle: "AAAA" }))).rejects.toEqual(failed);
    await expect(complete(await elsewhere(person), (asked) => phone.get(asked))).rejects.toEqual(refusal("CHALLENGE_INVALID"));
    const { challengeId, asked } = await begun(person());
    const input = { challengeId, proof: { method: "passkey" as const, response: phone.get(asked) } };
    await completeStepUp(person(), input, ports);
    await expect(completeStepUp(person(), input, ports)).rejects.toEqual(refusal("CHALLENGE_INVALID"));
  });
});
