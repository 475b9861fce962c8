import { createHash, createHmac } from "node:crypto";
import { LOCALES, type Locale } from "@amanat/contracts";
import { bytes } from "@amanat/db";
import * as z from "zod";
import { displayName } from "../internal/display-name.ts";
import { checkString, fieldsOf, type Judging, judge, type SignedFields, type Verdict } from "./signed-fields.ts";

/** Who Telegram says somebody is. */
export type TelegramPerson = {
  /** Telegram's numeric user id, as text; the only part of this that never changes. */
  id: string;
  name: string;
  username: string | null;
  /** The language of their app, when it is one of ours. */
  locale: Locale | null;
};

/** Data Telegram signed for this bot: from a Mini App's launch or from the login widget. */
export type Launch = {
  person: TelegramPerson;
  authDate: Date;
  /** SHA-256 of what was signed: the same for every spelling of the same data. */
  fingerprint: Uint8Array<ArrayBuffer>;
};

export type LaunchRules = {
  /** `123456:ABC…`, from BotFather. */
  botToken: string;
  /** Oldest `auth_date` that still counts. */
  maxAgeSeconds: number;
  at: Date;
};

/** More than Telegram ever sends: its longest field, the user, holds two names and a picture's address. */
const LONGEST = 8_192;

const userSchema = z.object({
  id: z.number().int().positive().max(Number.MAX_SAFE_INTEGER),
  first_name: z.string().max(256),
  last_name: z.string().max(256).optional(),
  username: z.string().max(64).optional(),
  language_code: z.string().max(35).optional(),
  is_bot: z.literal(false).optional(),
});

const widgetSchema = z.object({
  id: z.string().regex(/^[1-9]\d{0,15}$/),
  first_name: z.string().max(256).optional(),
  last_name: z.string().max(256).optional(),
  username: z.string().max(64).optional(),
});

/** A Mini App's `initData`, exactly as Telegram handed it to the page. */
export function readInitData(raw: string, rules: LaunchRules): Verdict<Launch> {
  const fields = raw.length > LONGEST ? null : fieldsOf(new URLSearchParams(raw));
  if (!fields) return { ok: false, reason: "malformed" };
  const key = createHmac("sha256", "WebAppData").update(rules.botToken).digest();
  return launchOf(fields, { ...rules, key }, () => {
    const user = userSchema.safeParse(jsonOf(fields.get("user") ?? ""));
    return user.success ? { ...user.data, id: String(user.data.id) } : null;
  });
}

/** What the (legacy) login widget gave the page: plain fields, signed with another key than `initData`. */
export function readWidget(given: Readonly<Record<string, string>>, rules: LaunchRules): Verdict<Launch> {
  const pairs = Object.entries(given);
  const size = pairs.reduce((sum, [name, value]) => sum + name.length + value.length, 0);
  const fields = size > LONGEST ? null : fieldsOf(pairs);
  if (!fields) return { ok: false, reason: "malformed" };
  const key = createHash("sha256").update(rules.botToken).digest();
  return launchOf(fields, { ...rules, key }, () => {
    const user = widgetSchema.safeParse(Object.fromEntries(fields));
    return user.success ? user.data : null;
  });
}

type SignedUser = { id: string } & { [name in "first_name" | "last_name" | "username" | "language_code"]?: string | undefined };

function launchOf(fields: SignedFields, judging: Judging, userOf: () => SignedUser | null): Verdict<Launch> {
  const verdict = judge(fields, judging);
  if (!verdict.ok) return verdict;
  const user = userOf();
  if (!user) return { ok: false, reason: "malformed" };
  const fingerprint = bytes(createHash("sha256").update(checkString(fields)).digest());
  return { ok: true, value: { person: personOf(user), authDate: verdict.value.authDate, fingerprint } };
}

function personOf(user: SignedUser): TelegramPerson {
  const language = user.language_code?.split("-")[0]?.toLowerCase();
  return {
    id: user.id,
    name: displayName([user.first_name ?? "", user.last_name ?? ""].join(" "), user.username),
    username: user.username ?? null,
    locale: LOCALES.find((locale) => locale === language) ?? null,
  };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
