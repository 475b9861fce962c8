import * as z from "zod";
import { roleSchema } from "./actor.ts";
import { sessionId, userId } from "./ids.ts";
import { LOCALES } from "./locales.ts";
import { instant } from "./page.ts";

export { LOCALES, type Locale } from "./locales.ts";

export const localeSchema = z.enum(LOCALES);

const email = z.string().trim().toLowerCase().max(254).pipe(z.email());
const password = z.string().min(10).max(200);
const code = z
  .string()
  .trim()
  .regex(/^\d{6}$/);

export const registerInput = z.object({ email, password, name: z.string().trim().min(2).max(60), locale: localeSchema.default("fa") });
/** The same answer whether or not the address was free. */
export const registerResult = z.object({ codeSent: z.literal(true) });
export const verifyEmailInput = z.object({ email, code });
export const resendCodeInput = z.object({ email });
export const signInInput = z.object({ email, password: z.string().min(1).max(200) });

export const meView = z.object({
  id: userId,
  email: z.string().nullable(),
  name: z.string(),
  locale: localeSchema,
  roles: z.array(roleSchema),
});
export type MeView = z.infer<typeof meView>;

/** A bearer for a Session row; the same row a browser's cookie names. */
export const signInResult = z.object({ token: z.string(), expiresAt: instant, user: meView });
export const meResult = z.object({ user: meView.nullable() });
export const confirmPasswordInput = z.object({ password: z.string().min(1).max(200) });
export const stepUpResult = z.object({ validUntil: instant });
export const sessionView = z.object({
  id: sessionId,
  current: z.boolean(),
  surface: z.enum(["web", "sdk"]),
  userAgent: z.string(),
  createdAt: instant,
  lastSeenAt: instant,
});
export const sessionList = z.object({ sessions: z.array(sessionView) });
export const revokeSessionInput = z.object({ sessionId });
