import { randomUUID } from "node:crypto";
import { publicId, type StepUpDemand } from "@amanat/contracts";
import { createCtx, type Ctx, type CtxOptions, ensureQueue, inTransaction, newId, TENANT_ID } from "@amanat/db";
import { MAIL_QUEUE, mailJob } from "@amanat/mail";
import {
  type Cast,
  cast,
  describeVerbs,
  type Person,
  proved,
  type Scene,
  signedInitData,
  signedWidget,
  softwareAuthenticator,
  useDatabase,
} from "@amanat/testing";
import { generatePrivateKey, privateKeyToAccount } from "viem/accounts";
import { beforeEach } from "vitest";
import * as auth from "./index.ts";
import { FROM, newTelegramId, signed, telegram, wallet } from "./ways.fixture.ts";

const ORIGIN = "http://localhost:3000";
const ports: auth.AuthPorts = {
  origin: ORIGIN,
  apiKeyKind: "test",
  relyingParty: { id: "localhost", name: "Amanat", origins: [ORIGIN] },
  wallet,
  telegram,
};
const OLD = "correct horse battery";
const NEW = "eleven quiet frogs";
const DEMAND: StepUpDemand = {
  action: "deal.release",
  subject: "deal_1",
  amount: "1250",
  asset: "eip155:1/slip44:60",
  destination: "0xabc",
};

const database = useDatabase({ jobs: true });
let people: Cast;
beforeEach(async () => {
  await ensureQueue(database.db, MAIL_QUEUE);
  people = await cast(database.db);
});

const DECIDED = ["INVALID_STATE", "VERSION_CONFLICT"] as const;
const newEmail = () => `${randomUUID()}@amanat.test`;
const newKey = () => privateKeyToAccount(generatePrivateKey());
const visitor = () => ({ id: newTelegramId(), first_name: "Shirin", username: "shirin", language_code: "fr" });

/** A verb for everybody: a code or a password decides, not the caller. */
const byAnybody = (act: Scene["act"], again: Scene["again"]): Scene => ({ by: people.anonymous, act, stranger: null, again });
/** A verb on the caller's own account. It takes no id, so nobody can name another's. */
const own = (by: Scene["by"], act: Scene["act"], again: Scene["again"]): Scene => ({ by, act, stranger: null, again });
/** A verb on one of several things of the caller's, by its id. */
const ofTheirs = (by: Scene["by"], act: Scene["act"], again: Scene["again"]): Scene => ({ by, act, stranger: "NOT_FOUND", again });

/** The code in the newest mail to an address. */
async function mailedCode(email: string): Promise<string> {
  const jobs = (await database.db.boss?.fetch(MAIL_QUEUE, { batchSize: 500 })) ?? [];
  const mail = jobs.map((job) => mailJob.parse(job.data)).findLast((one) => one.to === email && "code" in one);
  if (!mail || !("code" in mail)) throw new Error("no code was mailed");
  return mail.code;
}

const register = (ctx: Ctx, email: string) => auth.register(ctx, { email, password: OLD, name: "Newcomer", locale: "fa" });
/** Somebody with a password, and how to act as them. */
async function member(): Promise<{ email: string; id: string; by: (options?: CtxOptions) => Ctx }> {
  const email = newEmail();
  const id = await auth.ensureUser(database.db, { email, password: OLD, name: "Person", roles: ["buyer", "seller"] });
  const proven = await auth.provePassword(people.anonymous(), { email, password: OLD });
  const { token } = await auth.enterAsBrowser(people.anonymous(), proven, { userAgent: "vitest", address: "::1" });
  const actor = await auth.actorFromCredential(database.db, { carrier: "cookie", token, address: "::1" });
  return { email, id, by: (options) => createCtx(database.db, actor, options) };
}

const device = () => softwareAuthenticator({ origin: ORIGIN });
type Creation = Parameters<ReturnType<typeof device>["create"]>[0];
/** A passkey that a device has made, not handed in yet. */
async function made(person: Person, by = device()) {
  const { challengeId, options } = await proved(person(), (sure) => auth.passkeyRegistration(sure, {}, ports));
  return { challengeId, name: "Phone", response: by.create(options as unknown as Creation) };
}
const addPasskey = async (person: Person, by = device()) => auth.registerPasskey(person(), await made(person, by), ports);

const WANTED = { name: "Shop", scopes: ["deals:read" as const], cidrs: [] as string[], days: 30 };
const createKey = (ctx: Ctx) => proved(ctx, (sure) => auth.createApiKey(sure, WANTED, "test"));

const rowOf = ({ id }: Person) => database.db.prisma.user.findUniqueOrThrow({ where: { id } });
/** One admin asks that somebody become one. */
async function asked(): Promise<{ userId: string; version: number }> {
  const userId = publicId("user", people.seller2.id);
  const { version } = await rowOf(people.seller2);
  await proved(people.admin(), (sure) => auth.changeRoles(sure, { userId, version, roles: ["admin", "buyer"] }));
  return { userId, version: (await rowOf(people.seller2)).version };
}

// Its answers are tokens, keys and codes: none is kept to be given again.
describeVerbs(
  "auth",
  () => ({ db: database.db, people }),
  {
    register: () => {
      const email = newEmail();
      return Promise.resolve(byAnybody((ctx) => register(ctx, email), "same"));
    },
    resendCode: async () => {
      const email = newEmail();
      await register(people.anonymous(), email);
      // Nobody waits half a minute in a test: the first code was sent before that.
      await database.db.pool.query(`UPDATE "AuthChallenge" SET "createdAt" = "createdAt" - interval '1 minute'`);
      return byAnybody((ctx) => auth.resendCode(ctx, { email }), "same");
    },
    verifyEmail: async () => {
      const email = newEmail();
      await register(people.anonymous(), email);
      const code = await mailedCode(email);
      return byAnybody((ctx) => auth.verifyEmail(ctx, { email, code }), "CODE_INVALID");
    },
    signIn: async () => {
      const { email } = await member();
      const signIn = async (ctx: Ctx) => auth.enterAsProgram(ctx, await auth.provePassword(ctx, { email, password: OLD }), FROM);
      return byAnybody(signIn, "anew");
    },
    refresh: async () => {
      const { email } = await member();
      const proven = await auth.provePassword(people.anonymous(), { email, password: OLD });
      const { refreshToken } = await auth.enterAsProgram(people.anonymous(), proven, FROM);
      return byAnybody((ctx) => auth.refresh(ctx, { refreshToken }), "same");
    },
    signOut: () => Promise.resolve(own(people.buyer, (ctx) => auth.signOut(ctx), "same")),
    signOutAll: () => Promise.resolve(own(people.buyer, (ctx) => auth.signOutAll(ctx, { keepCurrent: false }), "nothing left")),
    changeTimeZone: () =>
      Promise.resolve(own(people.buyer, (ctx) => auth.changeTimeZone(ctx, { timeZone: "Asia/Tehran", ifUnset: false }), "same")),
    revokeSession: () => {
      const sessionId = publicId("session", people.buyer.sessionId);
      return Promise.resolve(ofTheirs(people.buyer, (ctx) => auth.revokeSession(ctx, { sessionId }), "NOT_FOUND"));
    },
    walletChallenge: () => {
      const { address } = newKey();
      return Promise.resolve(byAnybody((ctx) => auth.walletChallenge(ctx, { address, purpose: "sign_in" }, wallet), "anew"));
    },
    signInWithWallet: async () => {
      const proof = await signed(people.anonymous(), newKey(), "sign_in");
      return byAnybody(async (ctx) => auth.enterAsProgram(ctx, await auth.proveWallet(ctx, proof, wallet), FROM), "CHALLENGE_INVALID");
    },
    linkWallet: async () => {
      const proof = await signed(people.buyer(), newKey(), "link");
      return own(people.buyer, (ctx) => proved(ctx, (sure) => auth.linkWallet(sure, proof, wallet)), "CHALLENGE_INVALID");
    },
    signInWithTelegram: () => {
      const proof = { initData: signedInitData(visitor()), device: "a-device's-own-secret-of-128-bits-or-more" };
      return Promise.resolve(byAnybody((ctx) => auth.signInWithTelegram(ctx, { proof }, FROM, telegram), "same"));
    },
    linkTelegram: () => {
      const proof = { widget: signedWidget(visitor()) };
      const link = (ctx: Ctx) => proved(ctx, (sure) => auth.linkTelegram(sure, { proof }, telegram));
      return Promise.resolve(own(people.buyer, link, "LAUNCH_REPLAYED"));
    },
    beginOpenIdLink: () => {
      const begin = (ctx: Ctx) => proved(ctx, (sure) => auth.beginOpenIdLink(sure, { provider: "google" }));
      return Promise.resolve(own(people.buyer, begin, "same"));
    },
    unlinkIdentity: async () => {
      const subject = newId();
      const data = { provider: "google", subject: `${TENANT_ID}:${subject}`, userId: people.buyer.id };
      await database.db.prisma.identity.create({ data });
      await addPasskey(people.buyer);
      const unlink = (ctx: Ctx) => proved(ctx, (sure) => auth.unlinkIdentity(sure, { provider: "google", subject }));
      return ofTheirs(people.buyer, unlink, "NOT_FOUND");
    },
    requestPasswordReset: async () => {
      const { email } = await member();
      return byAnybody((ctx) => auth.requestPasswordReset(ctx, { email }), "same");
    },
    resetPassword: async () => {
      const { email } = await member();
      await auth.requestPasswordReset(people.anonymous(), { email });
      const code = await mailedCode(email);
      return byAnybody((ctx) => auth.resetPassword(ctx, { email, code, password: NEW }), "CODE_INVALID");
    },
    changePassword: async () => {
      const { by } = await member();
      const change = (ctx: Ctx) => proved(ctx, (sure) => auth.changePassword(sure, { current: OLD, password: NEW }));
      return own(by, change, "INVALID_CREDENTIALS");
    },
    requestEmail: () => {
      const email = newEmail();
      return Promise.resolve(own(people.buyer, (ctx) => proved(ctx, (sure) => auth.requestEmail(sure, { email })), "same"));
    },
    confirmEmail: async () => {
      const email = newEmail();
      await proved(people.buyer(), (sure) => auth.requestEmail(sure, { email }));
      const code = await mailedCode(email);
      return { ...own(people.buyer, (ctx) => auth.confirmEmail(ctx, { code }), "CODE_INVALID"), stranger: "CODE_INVALID" };
    },
    passkeyRegistration: () => {
      const begin = (ctx: Ctx) => proved(ctx, (sure) => auth.passkeyRegistration(sure, {}, ports));
      return Promise.resolve(own(people.buyer, begin, "anew"));
    },
    registerPasskey: async () => {
      const answer = await made(people.buyer);
      return own(people.buyer, (ctx) => auth.registerPasskey(ctx, answer, ports), "CHALLENGE_INVALID");
    },
    renamePasskey: async () => {
      const { id: passkeyId } = await addPasskey(people.buyer);
      return ofTheirs(people.buyer, (ctx) => auth.renamePasskey(ctx, { passkeyId, name: "Old phone" }), "same");
    },
    removePasskey: async () => {
      const [{ id: passkeyId }] = [await addPasskey(people.buyer), await addPasskey(people.buyer)];
      return ofTheirs(people.buyer, (ctx) => proved(ctx, (sure) => auth.removePasskey(sure, { passkeyId })), "NOT_FOUND");
    },
    passkeyChallenge: () => Promise.resolve(byAnybody((ctx) => auth.passkeyChallenge(ctx, {}, ports), "anew")),
    signInWithPasskey: async () => {
      const phone = device();
      await addPasskey(people.buyer, phone);
      const { challengeId, options } = await auth.passkeyChallenge(people.anonymous(), {}, ports);
      const answer = { challengeId, response: phone.get(options) };
      return byAnybody(async (ctx) => auth.enterAsProgram(ctx, await auth.proveByPasskey(ctx, answer, ports), FROM), "CHALLENGE_INVALID");
    },
    beginStepUp: async () => {
      await addPasskey(people.buyer);
      return own(people.buyer, (ctx) => auth.beginStepUp(ctx, { demand: DEMAND }, ports), "anew");
    },
    completeStepUp: async () => {
      const key = newKey();
      const proof = await signed(people.buyer(), key, "link");
      await proved(people.buyer(), (sure) => auth.linkWallet(sure, proof, wallet));
      const { challengeId, methods } = await auth.beginStepUp(people.buyer(), { demand: DEMAND }, ports);
      const signature = await key.signMessage({ message: methods.wallet?.message ?? "" });
      const answer = { challengeId, proof: { method: "wallet", address: key.address, signature } } as const;
      return own(people.buyer, (ctx) => auth.completeStepUp(ctx, answer, ports), "CHALLENGE_INVALID");
    },
    createApiKey: () => Promise.resolve(own(people.buyer, createKey, "anew")),
    rotateApiKey: async () => {
      const apiKeyId = (await createKey(people.buyer())).view.id;
      const rotate = (ctx: Ctx) => proved(ctx, (sure) => auth.rotateApiKey(sure, { apiKeyId, overlapHours: 1 }));
      return ofTheirs(people.buyer, rotate, "INVALID_STATE");
    },
    revokeApiKey: async () => {
      const apiKeyId = (await createKey(people.buyer())).view.id;
      return ofTheirs(people.buyer, (ctx) => auth.revokeApiKey(ctx, { apiKeyId }), "NOT_FOUND");
    },
    confirmAdmin: async () => {
      const { userId, version: seen } = await asked();
      const confirm = (version: number) => (ctx: Ctx) => proved(ctx, (sure) => auth.confirmAdmin(sure, { userId, version }));
      const refused = { SELF_APPROVAL: ["admin"] } as const;
      return { by: people.admin2, act: confirm(seen), stale: confirm(99), stranger: "FORBIDDEN", refused, again: DECIDED };
    },
    stopAdmin: async () => {
      const { userId } = await asked();
      return { by: people.admin, act: (ctx) => auth.stopAdmin(ctx, { userId }), stranger: "FORBIDDEN", again: DECIDED };
    },
    liftBan: async () => {
      const userId = publicId("user", people.seller2.id);
      const ruled = { userId: people.seller2.id, kind: "ban", cause: "ruling:1", by: people.admin2.id } as const;
      await inTransaction(people.system(), (tx) => auth.sanction(tx, ruled));
      const { version: seen } = await rowOf(people.seller2);
      const lift = (version: number) => (ctx: Ctx) => proved(ctx, (sure) => auth.liftBan(sure, { userId, version }));
      const refused = { SELF_APPROVAL: ["admin2"] } as const;
      return { by: people.admin, act: lift(seen), stale: lift(99), stranger: "FORBIDDEN", refused, again: "VERSION_CONFLICT" };
    },
    changeRoles: async () => {
      const userId = publicId("user", people.seller2.id);
      const { version: seen } = await rowOf(people.seller2);
      const change = (version: number) => (ctx: Ctx) =>
        proved(ctx, (sure) => auth.changeRoles(sure, { userId, version, roles: ["guard"] }));
      return { by: people.admin, act: change(seen), stale: change(99), stranger: "FORBIDDEN", again: "VERSION_CONFLICT" };
    },
  },
  { keyed: false },
);
