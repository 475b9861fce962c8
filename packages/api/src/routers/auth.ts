import * as auth from "@amanat/auth";
import { PROCEDURES } from "@amanat/contracts";
import type { Call } from "../context.ts";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.auth;

const originOf = ({ surface, userAgent, address }: Call): auth.Origin => ({ surface, userAgent, address });

export const authRouter = router({
  register: mutation(rows.register, auth.register),
  resendCode: mutation(rows.resendCode, auth.resendCode),
  verifyEmail: mutation(rows.verifyEmail, auth.verifyEmail),
  signIn: mutation(rows.signIn, async (ctx, input, call) =>
    auth.enterAsProgram(ctx, await auth.provePassword(ctx, input, call), originOf(call)),
  ),
  refresh: mutation(rows.refresh, auth.refresh),
  signOut: mutation(rows.signOut, auth.signOut),
  signOutAll: mutation(rows.signOutAll, auth.signOutAll),
  me: query(rows.me, auth.me),
  changeTimeZone: mutation(rows.changeTimeZone, auth.changeTimeZone),
  sessions: query(rows.sessions, auth.sessions),
  revokeSession: mutation(rows.revokeSession, auth.revokeSession),
  walletChallenge: mutation(rows.walletChallenge, (ctx, input, call) => auth.walletChallenge(ctx, input, call.services.auth.wallet)),
  signInWithWallet: mutation(rows.signInWithWallet, async (ctx, input, call) =>
    auth.enterAsProgram(ctx, await auth.proveWallet(ctx, input, call.services.auth.wallet), originOf(call)),
  ),
  linkWallet: mutation(rows.linkWallet, (ctx, input, call) => auth.linkWallet(ctx, input, call.services.auth.wallet)),
  signInWithTelegram: mutation(rows.signInWithTelegram, (ctx, input, call) =>
    auth.signInWithTelegram(ctx, input, originOf(call), call.services.auth.telegram),
  ),
  linkTelegram: mutation(rows.linkTelegram, (ctx, input, call) => auth.linkTelegram(ctx, input, call.services.auth.telegram)),
  beginOpenIdLink: mutation(rows.beginOpenIdLink, auth.beginOpenIdLink),
  identities: query(rows.identities, auth.identities),
  unlinkIdentity: mutation(rows.unlinkIdentity, auth.unlinkIdentity),
  requestPasswordReset: mutation(rows.requestPasswordReset, auth.requestPasswordReset),
  resetPassword: mutation(rows.resetPassword, auth.resetPassword),
  changePassword: mutation(rows.changePassword, auth.changePassword),
  requestEmail: mutation(rows.requestEmail, auth.requestEmail),
  confirmEmail: mutation(rows.confirmEmail, auth.confirmEmail),
  passkeys: query(rows.passkeys, auth.passkeys),
  passkeyRegistration: mutation(rows.passkeyRegistration, (ctx, input, call) => auth.passkeyRegistration(ctx, input, call.services.auth)),
  registerPasskey: mutation(rows.registerPasskey, (ctx, input, call) => auth.registerPasskey(ctx, input, call.services.auth)),
  renamePasskey: mutation(rows.renamePasskey, auth.renamePasskey),
  removePasskey: mutation(rows.removePasskey, auth.removePasskey),
  passkeyChallenge: mutation(rows.passkeyChallenge, (ctx, input, call) => auth.passkeyChallenge(ctx, input, call.services.auth)),
  signInWithPasskey: mutation(rows.signInWithPasskey, async (ctx, input, call) =>
    auth.enterAsProgram(ctx, await auth.proveByPasskey(ctx, input, call.services.auth), originOf(call)),
  ),
  beginStepUp: mutation(rows.beginStepUp, (ctx, input, call) => auth.beginStepUp(ctx, input, call.services.auth)),
  completeStepUp: mutation(rows.completeStepUp, async (ctx, input, call) => {
    const { cookie, ...granted } = await auth.completeStepUp(ctx, input, call.services.auth);
    if (cookie !== null) call.keepCookie(cookie);
    return granted;
  }),
  apiKeys: query(rows.apiKeys, auth.apiKeys),
  createApiKey: mutation(rows.createApiKey, (ctx, input, call) => auth.createApiKey(ctx, input, call.services.auth.apiKeyKind)),
  rotateApiKey: mutation(rows.rotateApiKey, auth.rotateApiKey),
  revokeApiKey: mutation(rows.revokeApiKey, auth.revokeApiKey),
  people: query(rows.people, auth.people),
  confirmAdmin: mutation(rows.confirmAdmin, auth.confirmAdmin),
  stopAdmin: mutation(rows.stopAdmin, auth.stopAdmin),
  changeRoles: mutation(rows.changeRoles, auth.changeRoles),
});
