import { actorOf, createCaller, createContext, errorBody, openKeptAnswers, type Services } from "@amanat/api";
import { decidesFrom, livingSessions, relatedPeople, signOut } from "@amanat/auth";
import { deviceKeys, openPayInRail } from "@amanat/chain";
import { CHANNELS, FILE_READERS } from "@amanat/contexts";
import { createCtx, derivedSecret, ensureQueue, type Logger, openDatabase } from "@amanat/db";
import { filePorts } from "@amanat/files";
import { DEFAULT_LIMITS, type LimitSettings, openLimits } from "@amanat/limits";
import { MAIL_QUEUE } from "@amanat/mail";
import { railsOf } from "@amanat/payment";
import { type KeptTally, keptTally } from "./delivery-tally.ts";
import { pushPorts } from "@amanat/push";
import { openRealtime } from "@amanat/realtime";
import { webhookPorts } from "@amanat/webhooks";
import { authPorts } from "./auth-ports.ts";
import { captchaCheck, captchaForPages } from "./captcha.ts";
import type { WebConfig } from "./config.ts";
import { openIdClients, telegramWay } from "./open-id-clients.ts";
import type { Runtime } from "./runtime.ts";
import { doorsOf } from "./sign-in.ts";

/** Everything of the process that is opened and has to be closed. */
export interface Built {
  readonly runtime: Runtime;
  readonly services: Services;
  readonly tally: KeptTally;
  close(): Promise<void>;
}

/** In the demo, everybody shares one machine and one address, and nobody guesses passwords. */
const DEMO_LIMITS: LimitSettings = {
  read: { points: 60_000, seconds: 60 },
  polled: { points: 60_000, seconds: 60 },
  write: { points: 20_000, seconds: 60 },
  money: { points: 20_000, seconds: 60 },
  upload: { points: 2_000, seconds: 60 },
  ai: { points: 2_000, seconds: 60 },
  anonymous: { points: 60_000, seconds: 60 },
  auth: { points: 3_000, seconds: 60 },
  account: { points: 3_000, seconds: 60 },
  familiar: { points: 3_000, seconds: 60 },
  refresh: { points: 3_000, seconds: 60 },
  outside: { points: 3_000, seconds: 60 },
  mail: { points: 3_000, seconds: 60 },
  mailbox: { points: 3_000, seconds: 60 },
};

/** Opens pools, bus and job queue, and builds the runtime on them. */
export async function buildRuntime(config: WebConfig, log: Logger): Promise<Built> {
  const db = await openDatabase({
    url: config.PG_URL,
    applicationName: "amanat-web",
    poolSize: 20,
    jobs: true,
    listen: true,
    redisUrl: config.REDIS_URI,
    pusher: config.pusher,
    cursorSecret: derivedSecret(config.JWT_SECRET, "cursors"),
    keyHours: config.IDEMPOTENCY_KEY_TTL_HOURS,
    log,
  });
  await ensureQueue(db, MAIL_QUEUE);
  const realtime = openRealtime(db, CHANNELS);
  const usualLimits = config.AMANAT_MODE === "demo" ? DEMO_LIMITS : DEFAULT_LIMITS;
  const limits = openLimits(db, usualLimits);
  const payIn = {
    rails: railsOf(config.chains.map(openPayInRail)),
    providers: config.providers,
    people: { decidesFrom, related: relatedPeople },
    safekeeping: { required: config.TREZOR_SAFEKEEPING_REQUIRED, devices: deviceKeys },
  };
  const answers = openKeptAnswers(db.bus);
  const tally = keptTally(db, log);
  const services: Services = {
    db,
    log,
    realtime,
    limits,
    usualLimits,
    answers,
    captcha: captchaCheck(config, limits),
    payIn,
    webhooks: webhookPorts(config),
    push: pushPorts(config, livingSessions),
    files: filePorts(config, FILE_READERS),
    auth: authPorts(config),
  };
  return {
    runtime: runtimeOf(config, services),
    services,
    tally,
    async close() {
      await tally.close();
      limits.close();
      answers.close();
      realtime.close();
      await db.close();
    },
  };
}

/** A page's cookie as a credential; the caller's address is neither known nor needed here. */
const cookie = (token: string | null) => (token === null ? null : ({ carrier: "cookie", token, address: "" } as const));

function runtimeOf(config: WebConfig, services: Services): Runtime {
  const { db } = services;
  return {
    config: {
      mode: config.AMANAT_MODE,
      baseUrl: config.origin,
      secure: config.secure,
      cookieName: cookieNameOf(config),
      devWallet: config.AMANAT_MODE === "demo" && config.DEV_WALLET,
      waysIn: { google: openIdClients(config).google !== null, telegram: telegramWay(config) },
      captcha: captchaForPages(config),
      quoting: config.ORACLE_QUOTING_ENABLED,
      supportEmail: config.SUPPORT_EMAIL ?? null,
    },
    authSecret: derivedSecret(config.JWT_SECRET, "next-auth"),
    errorBody: (error) => errorBody(error),
    async callerFor(token) {
      const who = await actorOf(services, cookie(token));
      // Pages are not rate limited; the limits are for the HTTP API.
      return createCaller(
        createContext(
          { ...services, limits: null },
          {
            ...who,
            correlationId: crypto.randomUUID(),
            idempotencyKey: null,
            stepUp: null,
            keepCookie: () => undefined,
            address: "",
            userAgent: "",
            surface: "web",
          },
        ),
      );
    },
    enter: doorsOf(services),
    openId: openIdClients(config),
    note: (code, message) => services.log.warn({ code, reason: message.slice(0, 200) }, "next-auth refused"),
    async signOut(token) {
      const { actor } = await actorOf(services, cookie(token));
      if (actor.kind === "user") await signOut(createCtx(db, actor, { log: services.log }));
    },
    async liveCursor(token) {
      const { actor } = await actorOf(services, cookie(token));
      return actor.kind === "user" ? services.realtime.cursorNow(actor) : null;
    },
    async ownerOf(token) {
      const { actor } = await actorOf(services, cookie(token));
      return actor.kind === "user" ? { userId: actor.userId, name: actor.name } : null;
    },
  };
}

/** `__Host-` binds the cookie to this origin and to TLS; browsers refuse the prefix without TLS. */
export function cookieNameOf(config: Pick<WebConfig, "secure">): string {
  return config.secure ? "__Host-amn" : "amn";
}
