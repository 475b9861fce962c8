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
  signIn: mutation(rows.signIn, async (ctx, input, call) => auth.enterAsProgram(ctx, await auth.provePassword(ctx, input), originOf(call))),
  refresh: mutation(rows.refresh, auth.refresh),
  signOut: mutation(rows.signOut, auth.signOut),
  signOutAll: mutation(rows.signOutAll, auth.signOutAll),
  me: query(rows.me, auth.me),
  sessions: query(rows.sessions, auth.sessions),
  revokeSession: mutation(rows.revokeSession, auth.revokeSession),
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
  changeRoles: mutation(rows.changeRoles, auth.changeRoles),
});
