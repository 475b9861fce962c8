import * as auth from "@amanat/auth";
import { PROCEDURES } from "@amanat/contracts";
import { mutation, query, router } from "../procedure.ts";

const rows = PROCEDURES.auth;

export const authRouter = router({
  register: mutation(rows.register, auth.register),
  resendCode: mutation(rows.resendCode, auth.resendCode),
  verifyEmail: mutation(rows.verifyEmail, auth.verifyEmail),
  signIn: mutation(rows.signIn, (ctx, input, call) => auth.signIn(ctx, input, { surface: call.surface, userAgent: call.userAgent })),
  signOut: mutation(rows.signOut, auth.signOut),
  me: query(rows.me, auth.me),
  confirmPassword: mutation(rows.confirmPassword, auth.confirmPassword),
  sessions: query(rows.sessions, auth.sessions),
  revokeSession: mutation(rows.revokeSession, auth.revokeSession),
});
