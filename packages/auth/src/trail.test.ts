import { publicId, type Role } from "@amanat/contracts";
import { createCtx, ensureQueue, type Json } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import { cast, proved, softwareAuthenticator, useDatabase } from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { beforeAll, describe, expect, it } from "vitest";
import {
  actorFromCredential,
  anonymous,
  changePassword,
  changeRoles,
  confirmEmail,
  createApiKey,
  enterAsBrowser,
  linkWallet,
  passkeyChallenge,
  passkeyRegistration,
  proveByPasskey,
  provePassword,
  register,
  registerPasskey,
  removePasskey,
  renamePasskey,
  requestEmail,
  revokeApiKey,
  rotateApiKey,
  signOutAll,
  unlinkIdentity,
  verifyEmail,
} from "./index.ts";
import { BROWSER, holding, signed, wallet } from "./ways.fixture.ts";

const test = useDatabase({ jobs: true });

const ORIGIN = "http://localhost:3000";
const ports = {
  origin: ORIGIN,
  apiKeyKind: "test",
  relyingParty: { id: "localhost", name: "Amanat", origins: [ORIGIN] },
  wallet,
  telegram: null,
} as const;
const [FIRST, SECOND] = ["first.mail@amanat.test", "second.mail@amanat.test"];
const [OLD, NEW] = ["correct horse battery", "eleven quiet frogs"];
const KEY = { name: "Corner shop", scopes: ["deals:read" as const], cidrs: ["203.0.113.0/24"], days: null };
const key = privateKeyToAccount(generatePrivateKey());
const device = softwareAuthenticator({ origin: ORIGIN });

type Entry = { action: string; payload: Record<string, Json> };
let id: string;
let entries: Entry[];
/** What must not stand anywhere: who somebody is, and what opens a door. */
let secrets: string[];

async function codeTo(email: string): Promise<string> {
  const jobs = (await test.db.boss?.fetch(MAIL_QUEUE, { batchSize: 50 })) ?? [];
  const [code] = jobs.map((job) => mailJob.parse(job.data)).flatMap((job) => (job.to === email && "code" in job ? [job.code] : []));
  if (code === undefined) throw new Error("no code was mailed");
  return code;
}

/** A person's whole life, from the first visit to the last. */
beforeAll(async () => {
  const { admin } = await cast(test.db);
  await ensureQueue(test.db, MAIL_QUEUE);
  const nobody = createCtx(test.db, anonymous());

  await register(nobody, { email: FIRST, password: OLD, name: "Shirin Newcomer", locale: "fa" });
  await verifyEmail(nobody, { email: FIRST, code: await codeTo(FIRST) });
  const { token } = await enterAsBrowser(nobody, await provePassword(nobody, { email: FIRST, password: OLD }), BROWSER);
  const ctx = await holding(test.db, token);
  if (ctx.actor.kind !== "user") throw new Error("nobody came in");
  id = ctx.actor.userId;

  await proved(ctx, (asked) => changePassword(asked, { current: OLD, password: NEW }));
  await proved(ctx, (asked) => requestEmail(asked, { email: SECOND }));
  await confirmEmail(ctx, { code: await codeTo(SECOND) });

  const proof = await signed(ctx, key, "link");
  await proved(ctx, (asked) => linkWallet(asked, proof, wallet));
  await proved(ctx, (asked) => unlinkIdentity(asked, { provider: "wallet", subject: key.address.toLowerCase() }));

  const begun = await proved(ctx, (asked) => passkeyRegistration(asked, {}, ports));
  const made = device.create(begun.options as unknown as Parameters<typeof device.create>[0]);
  const added = await registerPasskey(ctx, { challengeId: begun.challengeId, name: "Red phone", response: made }, ports);
  const challenge = await passkeyChallenge(nobody, {}, ports);
  await proveByPasskey(nobody, { challengeId: challenge.challengeId, response: device.get(challenge.options) }, ports);
  const stored = await test.db.prisma.passkey.findUniqueOrThrow({ where: { credentialId: added.id } });
  await renamePasskey(ctx, { passkeyId: added.id, name: "Old phone" });
  await proved(ctx, (asked) => removePasskey(asked, { passkeyId: added.id }));

  const first = await proved(ctx, (asked) => createApiKey(asked, KEY, "test"));
  await actorFromCredential(test.db, { carrier: "bearer", token: first.key, address: "203.0.113.9" });
  const next = await proved(ctx, (asked) => rotateApiKey(asked, { apiKeyId: first.view.id, overlapHours: 1 }));
  await revokeApiKey(ctx, { apiKeyId: next.view.id });

  await signOutAll(ctx, { keepCurrent: false });
  const person = await test.db.prisma.user.findUniqueOrThrow({ where: { id } });
  const roles: Role[] = ["buyer", "guard"];
  await proved(admin(), (asked) => changeRoles(asked, { userId: publicId("user", id), version: person.version, roles }));

  entries = (await test.db.prisma.auditEntry.findMany({ orderBy: { id: "asc" } })) as unknown as Entry[];
  const hashes = (await test.db.prisma.apiKey.findMany()).map((row) => Buffer.from(row.hash));
  const bytes = [...hashes, Buffer.from(stored.publicKey)].flatMap((raw) => [raw.toString("hex"), raw.toString("base64"), raw.join(",")]);
  const words = [FIRST, SECOND, "amanat.test", "$argon2", OLD, NEW, "Shirin", "phone", "Corner", token, first.key, next.key];
  secrets = [...words, "amn_test", BROWSER.userAgent, ...bytes];
});

/** What the one entry of this name says was, and is; of its subject and of what was changed beside it. */
function changeBy(action: string): unknown {
  const found = entries.filter((entry) => entry.action === action);
  expect([action, found.length]).toEqual([action, 1]);
  const { before, after, also } = found[0]?.payload ?? {};
  return { before, after, also };
}

const GONE = "[redacted]";
const TIME = expect.stringMatching(/^\d{4}-\d\d-\d\dT/);

describe("the trail of a person", () => {
  it("says how they came and what proved their address", () => {
    const born = {
      locale: "fa",
      roles: ["buyer", "seller"],
      standing: "active",
      unlinkedProviders: [],
      email: GONE,
      name: GONE,
      passwordHash: GONE,
    };
    expect(changeBy("auth.user.registered")).toEqual({
      before: null,
      after: { id, tenantId: expect.any(String), createdAt: TIME, ...born },
      also: undefined,
    });
    expect(changeBy("auth.email.verified")).toEqual({
      before: { emailVerifiedAt: null },
      after: { emailVerifiedAt: TIME },
      also: [
        {
          kind: "identity",
          id: `password:${id}`,
          before: null,
          after: { provider: "password", userId: id, label: GONE, createdAt: TIME },
        },
      ],
    });
    expect(changeBy("auth.session.issued")).toEqual({
      before: null,
      after: { surface: "web", amr: ["pwd"], absExpiresAt: TIME },
      also: undefined,
    });
  });

  it("says that password and address became others, and not which", () => {
    expect(changeBy("auth.password.changed")).toEqual({
      before: { passwordHash: GONE },
      after: { passwordHash: GONE },
      also: undefined,
    });
    expect(changeBy("auth.email.changed")).toEqual({
      before: { email: GONE, emailVerifiedAt: TIME },
      after: { email: GONE, emailVerifiedAt: TIME },
      also: [
        {
          kind: "identity",
          id: `password:${id}`,
          before: { label: GONE, createdAt: TIME },
          after: { label: GONE, createdAt: TIME },
        },
      ],
    });
  });

  it("says which ways in came and went", () => {
    const linked = { provider: "wallet", userId: id, label: key.address, createdAt: TIME };
    const account = { kind: "identity", id: `wallet:${key.address.toLowerCase()}` };
    expect(changeBy("auth.identity.linked")).toMatchObject({ also: [{ ...account, before: null, after: linked }] });
    expect(changeBy("auth.identity.unlinked")).toMatchObject({ also: [{ ...account, before: linked, after: null }] });
    const held = { userId: id, deviceType: "multiDevice", name: GONE, createdAt: TIME };
    expect(changeBy("auth.passkey.added")).toMatchObject({ also: [{ kind: "passkey", before: null, after: held }] });
    expect(changeBy("auth.passkey.renamed")).toMatchObject({ also: [{ kind: "passkey", before: { name: GONE }, after: { name: GONE } }] });
    expect(changeBy("auth.passkey.removed")).toMatchObject({ also: [{ kind: "passkey", before: held, after: null }] });
  });

  it("says what became of keys, sessions and roles", () => {
    const created = entries.filter(({ action }) => action === "auth.api_key.created").map(({ payload }) => payload);
    const made = { name: GONE, prefix: "[token]", scopes: KEY.scopes, cidrs: KEY.cidrs };
    expect(created).toMatchObject([
      { before: null, after: made },
      { before: null, after: made },
    ]);
    expect(changeBy("auth.api_key.rotated")).toMatchObject({
      before: { rotatedTo: null, expiresAt: null },
      after: { rotatedTo: expect.any(String), expiresAt: TIME },
    });
    expect(changeBy("auth.api_key.revoked")).toMatchObject({ before: { revokedAt: null }, after: { revokedAt: TIME } });
    expect(changeBy("auth.session.revoked")).toMatchObject({
      before: { revokedAt: null, revokeReason: null },
      after: { revokedAt: TIME, revokeReason: expect.any(String) },
    });
    expect(changeBy("auth.roles.changed")).toEqual({
      before: { roles: ["buyer", "seller"] },
      after: { roles: ["buyer", "guard"] },
      also: undefined,
    });
  });

  it("abuse 55: names nobody and opens nothing", () => {
    const text = JSON.stringify(entries.map(({ payload }) => payload));
    for (const secret of secrets) expect([secret, text.includes(secret)]).toEqual([secret, false]);
  });

  it("is silent about what merely says that something was used", () => {
    const text = JSON.stringify(entries.map(({ payload }) => payload));
    for (const field of ["lastUsedAt", "lastSeenAt", "counter", "sessionEpoch", "tokenHash", "publicKey", "idleExpiresAt", '"hash"'])
      expect([field, text.includes(field)]).toEqual([field, false]);
  });
});
