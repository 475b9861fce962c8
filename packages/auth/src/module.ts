import type { Module, Verbs } from "@amanat/db";
import { ABOUT } from "./about.ts";
import { PURGES } from "./purges.ts";
import { channelsOf } from "./channels.ts";
import { forgetExpired } from "./verbs/forget-expired.ts";
import * as auth from "./index.ts";
import type { Origin } from "./internal/sessions.ts";
import type { AuthPorts, TiesOf } from "./ports.ts";
import { SETTINGS } from "./settings.ts";
import { authTimers } from "./timers.ts";

/** What ways in need of a call: where it comes from, and access to the browser's cookie. */
export type AuthCall = Origin & {
  /** A sign-in that is served before strangers'. */
  readonly trusted: boolean;
  readonly keepCookie: (token: string) => void;
  readonly services: { readonly auth: AuthPorts };
};

/** Ended tokens and challenges are kept for days, so a minute more does not matter. */
const FORGET_MS = 60_000;

const originOf = ({ surface, userAgent, address }: Origin): Origin => ({ surface, userAgent, address });

const verbs: Verbs<"auth", AuthCall> = {
  register: auth.register,
  resendCode: auth.resendCode,
  verifyEmail: auth.verifyEmail,
  signIn: async (ctx, input, call) => auth.enterAsProgram(ctx, await auth.provePassword(ctx, input, call), originOf(call)),
  refresh: auth.refresh,
  signOut: auth.signOut,
  signOutAll: auth.signOutAll,
  me: auth.me,
  changeTimeZone: auth.changeTimeZone,
  sessions: auth.sessions,
  revokeSession: auth.revokeSession,
  walletChallenge: (ctx, input, call) => auth.walletChallenge(ctx, input, call.services.auth.wallet),
  signInWithWallet: async (ctx, input, call) =>
    auth.enterAsProgram(ctx, await auth.proveWallet(ctx, input, call.services.auth.wallet), originOf(call)),
  linkWallet: (ctx, input, call) => auth.linkWallet(ctx, input, call.services.auth.wallet),
  signInWithTelegram: (ctx, input, call) => auth.signInWithTelegram(ctx, input, originOf(call), call.services.auth.telegram),
  linkTelegram: (ctx, input, call) => auth.linkTelegram(ctx, input, call.services.auth.telegram),
  beginOpenIdLink: auth.beginOpenIdLink,
  identities: auth.identities,
  unlinkIdentity: auth.unlinkIdentity,
  requestPasswordReset: auth.requestPasswordReset,
  resetPassword: auth.resetPassword,
  changePassword: auth.changePassword,
  requestEmail: auth.requestEmail,
  confirmEmail: auth.confirmEmail,
  passkeys: auth.passkeys,
  passkeyRegistration: (ctx, input, call) => auth.passkeyRegistration(ctx, input, call.services.auth),
  registerPasskey: (ctx, input, call) => auth.registerPasskey(ctx, input, call.services.auth),
  renamePasskey: auth.renamePasskey,
  removePasskey: auth.removePasskey,
  passkeyChallenge: (ctx, input, call) => auth.passkeyChallenge(ctx, input, call.services.auth),
  signInWithPasskey: async (ctx, input, call) =>
    auth.enterAsProgram(ctx, await auth.proveByPasskey(ctx, input, call.services.auth), originOf(call)),
  beginStepUp: (ctx, input, call) => auth.beginStepUp(ctx, input, call.services.auth),
  completeStepUp: async (ctx, input, call) => {
    const { cookie, ...granted } = await auth.completeStepUp(ctx, input, call.services.auth);
    if (cookie !== null) call.keepCookie(cookie);
    return granted;
  },
  apiKeys: auth.apiKeys,
  createApiKey: (ctx, input, call) => auth.createApiKey(ctx, input, call.services.auth.apiKeyKind),
  rotateApiKey: auth.rotateApiKey,
  revokeApiKey: auth.revokeApiKey,
  people: auth.people,
  person: auth.person,
  confirmAdmin: auth.confirmAdmin,
  stopAdmin: auth.stopAdmin,
  liftBan: auth.liftBan,
  changeRoles: auth.changeRoles,
};

/** Auth's module. What of a person's still runs is known by the contexts that it runs in. */
export function module({ tiesOf }: { readonly tiesOf: TiesOf }): Module<AuthCall> {
  return {
    name: "auth",
    about: ABOUT,
    purges: PURGES,
    verbs,
    timers: authTimers(tiesOf),
    loops: () => [{ name: "forget", everyMs: FORGET_MS, woken: false, turn: forgetExpired }],
    channelsOf,
    settings: SETTINGS,
  };
}
