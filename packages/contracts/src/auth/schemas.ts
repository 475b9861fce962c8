import * as z from "zod";
import { roleSchema } from "../actor.ts";
import { apiKeyId, sessionId, userId } from "./ids.ts";
import { LOCALES } from "../locales.ts";
import { instant, pageInput, pageOf, version } from "../page.ts";
import { SCOPES } from "../scopes.ts";
import { stepUpDemand } from "../step-up.ts";
import { signingAddressSchema } from "../values/address.ts";
import { kind } from "../values/kinds.ts";
import { newPasswordSchema as password, typedPasswordSchema as typedPassword } from "../values/password.ts";
import { lineSchema, nameSchema } from "../values/text.ts";
import { signedSchema, tokenSchema, wordSchema } from "../values/token.ts";
import { timeZoneSchema } from "../values/time-zone.ts";

export { LOCALES, type Locale } from "../locales.ts";

export const localeSchema = z.enum(LOCALES);

const email = kind("email", z.string().trim().toLowerCase().max(254).pipe(z.email()));
const code = kind(
  "code",
  z
    .string()
    .trim()
    .regex(/^\d{6}$/),
);
/** A captcha token; required after CAPTCHA_REQUIRED. */
const captcha = tokenSchema({ min: 0, max: 2_048 }).optional();
/** The result of the browser's WebAuthn call, as JSON. The library that verifies it checks its contents. */
const webauthnResponse = kind(
  "signed",
  z.looseObject({ id: z.string().max(1_500), rawId: z.string().max(1_500), type: z.literal("public-key") }),
);
/** Options for the browser's WebAuthn call, as JSON. */
const webauthnOptions = z.looseObject({ challenge: z.string() });
/** The handle of an open challenge; only its requester knows it. */
const challengeId = tokenSchema({ min: 1, max: 120 });
/** A credential id, as the authenticator gives it. */
const passkeyId = tokenSchema({ min: 0, max: 1_500 });
const signature = kind("signed", z.string().regex(/^0x[0-9a-fA-F]{2,4096}$/));

export const registerInput = z.object({
  email,
  password,
  name: nameSchema({ min: 2, max: 60 }),
  locale: localeSchema.default("fa"),
  captcha,
});
/** The same answer whether or not the address was free. */
export const registerResult = z.object({ codeSent: z.literal(true) });
export const verifyEmailInput = z.object({ email, code, captcha });
export const resendCodeInput = z.object({ email, captcha });
export const signInInput = z.object({ email, password: typedPassword, captcha });
export const requestPasswordResetInput = z.object({ email, captcha });
export const resetPasswordInput = z.object({ email, code, password, captcha });
/** `current` is left out by people without a password. */
export const changePasswordInput = z.object({ current: typedPassword.optional(), password });
export const requestEmailInput = z.object({ email });
export const confirmEmailInput = z.object({ code });

/** `ifUnset`: a browser reports its own zone, which does not overwrite the person's choice. */
export const changeTimeZoneInput = z.object({ timeZone: timeZoneSchema, ifUnset: z.boolean().default(false) });

export const meView = z.object({
  id: userId,
  email: z.string().nullable(),
  name: z.string(),
  locale: localeSchema,
  /** IANA name; null until one is known. */
  timeZone: z.string().nullable(),
  roles: z.array(roleSchema),
  /** Of whoever is restricted, only what runs goes on. */
  restricted: z.boolean(),
});
export type MeView = z.infer<typeof meView>;
export const meResult = z.object({ user: meView.nullable() });

/** A program's tokens: a bearer for ten minutes, and a single-use token for the next pair. */
export const tokenPair = z.object({
  accessToken: z.string(),
  accessExpiresAt: instant,
  refreshToken: z.string(),
  refreshExpiresAt: instant,
});
export type TokenPair = z.infer<typeof tokenPair>;
export const signInResult = tokenPair.extend({ user: meView });
export const refreshInput = z.object({ refreshToken: tokenSchema({ min: 0, max: 200 }) });

export const SURFACES = ["web", "sdk", "mini_app"] as const;
export type Surface = (typeof SURFACES)[number];
export const sessionView = z.object({
  id: sessionId,
  current: z.boolean(),
  surface: z.enum(SURFACES),
  userAgent: z.string(),
  /** Network address of its last use, and that network's country (ISO 3166), if known. */
  address: z.string(),
  country: z.string().nullable(),
  createdAt: instant,
  lastSeenAt: instant,
});
export type SessionView = z.infer<typeof sessionView>;
export const sessionList = z.object({ sessions: z.array(sessionView) });
export const revokeSessionInput = z.object({ sessionId });
/** `keepCurrent`: every session except the calling one. */
export const signOutAllInput = z.object({ keepCurrent: z.boolean().default(false) }).default({ keepCurrent: false });
export const sessionsEnded = z.object({ ended: z.number().int() });

export const passkeyView = z.object({
  id: z.string(),
  name: z.string(),
  /** True when it is synchronised between devices. */
  synced: z.boolean(),
  flagged: z.boolean(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export type PasskeyView = z.infer<typeof passkeyView>;
const passkeyName = nameSchema({ min: 1, max: 60 });
export const passkeyList = z.object({ passkeys: z.array(passkeyView) });
export const passkeyOptions = z.object({ challengeId, options: webauthnOptions });
export const registerPasskeyInput = z.object({ challengeId, name: passkeyName, response: webauthnResponse });
export const renamePasskeyInput = z.object({ passkeyId, name: passkeyName });
export const removePasskeyInput = z.object({ passkeyId });
export const signInWithPasskeyInput = z.object({ challengeId, response: webauthnResponse });

/** The whole message to sign (EIP-4361). `link` is for the signed-in person's account, `sign_in` for signing in. */
export const walletChallengeInput = z.object({ address: signingAddressSchema, purpose: z.enum(["sign_in", "link"]).default("sign_in") });
export const walletChallenge = z.object({ challengeId, message: z.string() });
export const signInWithWalletInput = z.object({
  challengeId,
  message: signedSchema({ min: 0, max: 4_000 }),
  signature,
  locale: localeSchema.optional(),
});
export const linkWalletInput = z.object({ challengeId, message: signedSchema({ min: 0, max: 4_000 }), signature });

/**
 * `initData` as the Mini App got it, or the login widget's fields as the page got them. `device`: at least 128 random bits that this client
 * makes once and keeps secret; with it, a lost answer can be requested again within two minutes.
 */
export const telegramProof = z.union([
  z.object({ initData: signedSchema({ min: 1, max: 8_000 }), device: tokenSchema({ min: 22, max: 100 }).optional() }),
  z.object({
    widget: z.record(
      signedSchema({ min: 0, max: 40 }),
      z.union([signedSchema({ min: 0, max: 600 }), z.number().int().min(0).max(Number.MAX_SAFE_INTEGER)]),
    ),
  }),
]);
export const signInWithTelegramInput = z.object({ proof: telegramProof, locale: localeSchema.optional() });
export const linkTelegramInput = z.object({ proof: telegramProof });

/** Links the account the person signs in with next at this provider. */
export const beginOpenIdLinkInput = z.object({ provider: z.enum(["google", "telegram"]) });

export const IDENTITY_PROVIDERS = ["google", "telegram", "wallet"] as const;
export const identityView = z.object({
  provider: z.enum(IDENTITY_PROVIDERS),
  /** Address, number or name by which its owner recognises it. */
  label: z.string(),
  /** Its id for `unlinkIdentity`. */
  subject: z.string(),
  createdAt: instant,
  lastUsedAt: instant.nullable(),
});
export type IdentityView = z.infer<typeof identityView>;
export const identityList = z.object({ identities: z.array(identityView), hasPassword: z.boolean() });
export const unlinkIdentityInput = z.object({ provider: z.enum(IDENTITY_PROVIDERS), subject: wordSchema(/^[\w.:@+-]{0,200}$/) });

export const beginStepUpInput = z.object({ demand: stepUpDemand });
/**
 * The ways this person can prove presence. Password and mailed code are only for people with neither passkey nor wallet. `about`: the names
 * behind the demand's ids: the asset's symbol, a person's name, a shortened address.
 */
export const stepUpBegun = z.object({
  challengeId,
  about: z.object({
    asset: z.object({ symbol: z.string(), decimals: z.number().int() }).nullable(),
    target: z.string().nullable(),
  }),
  methods: z.object({
    passkey: webauthnOptions.optional(),
    wallet: z.object({ addresses: z.array(z.string()), message: z.string() }).optional(),
    /** `anotherIn`: seconds until another code can be requested; earlier it may be refused. */
    password: z.object({ codeSentTo: z.string(), anotherIn: z.number().int().min(0) }).optional(),
    /** Having just signed in is enough: only for people who have nothing else, to add a first stronger way. */
    session: z.literal(true).optional(),
  }),
});
export type StepUpBegun = z.infer<typeof stepUpBegun>;
export const stepUpProof = z.discriminatedUnion("method", [
  z.object({ method: z.literal("passkey"), response: webauthnResponse }),
  z.object({ method: z.literal("wallet"), address: signingAddressSchema, signature }),
  z.object({ method: z.literal("password"), password: typedPassword, code }),
  z.object({ method: z.literal("session") }),
]);
export type StepUpProof = z.infer<typeof stepUpProof>;
export const completeStepUpInput = z.object({ challengeId, proof: stepUpProof });
/** `token` goes into the `X-Step-Up` header of the call it was made for. */
export const stepUpResult = z.object({ token: z.string(), validUntil: instant });

export const scopeSchema = z.enum(SCOPES);
const cidr = kind("cidr", z.union([z.cidrv4(), z.cidrv6()]));
export const apiKeyView = z.object({
  id: apiKeyId,
  name: z.string(),
  prefix: z.string(),
  scopes: z.array(scopeSchema),
  cidrs: z.array(z.string()),
  expiresAt: instant.nullable(),
  lastUsedAt: instant.nullable(),
  revokedAt: instant.nullable(),
  createdAt: instant,
});
export type ApiKeyView = z.infer<typeof apiKeyView>;
export const apiKeyList = z.object({ keys: z.array(apiKeyView) });
export const createApiKeyInput = z.object({
  name: nameSchema({ min: 1, max: 60 }),
  scopes: z.array(scopeSchema).min(1),
  cidrs: z.array(cidr).max(20).default([]),
  /** Days until it ends; null for no end. */
  days: z.number().int().min(1).max(3_650).nullable().default(365),
});
/** The only time the key is shown. */
export const apiKeyCreated = z.object({ key: z.string(), view: apiKeyView });
/** The old key stays valid for this many hours. */
export const rotateApiKeyInput = z.object({ apiKeyId, overlapHours: z.number().int().min(0).max(168).default(24) });
export const byApiKey = z.object({ apiKeyId });

export const listPeopleInput = z.object({
  ...pageInput,
  /** Part of a name or an address. */
  search: lineSchema({ min: 0, max: 100 }).optional(),
  role: roleSchema.optional(),
});
/** `restricted`: a ban was ruled, and something of theirs still runs. `banned`: nothing does, and nobody comes in. */
export const PERSON_STANDINGS = ["active", "restricted", "banned"] as const;
export type PersonStanding = (typeof PERSON_STANDINGS)[number];
export const personRow = z.object({
  id: userId,
  name: z.string(),
  email: z.string().nullable(),
  roles: z.array(roleSchema),
  standing: z.enum(PERSON_STANDINGS),
  version,
  createdAt: instant,
  /** An admin role that waits for a second admin: who requested it, and when it is decided by time. */
  waiting: z.object({ roles: z.array(roleSchema), askedBy: userId, dueAt: instant }).nullable(),
});
export type PersonRow = z.infer<typeof personRow>;
export const peoplePage = pageOf(personRow);
export const byPerson = z.object({ userId });
export const confirmAdminInput = z.object({ userId, version });
export const liftBanInput = z.object({ userId, version });
export const changeRolesInput = z.object({ userId, version, roles: z.array(roleSchema).min(1) });
