import { canonicalAddress, FORMS } from "@amanat/contracts";

/** Replaces a removed value: it stays visible that there was one. */
const GONE = "[redacted]";

/** Fields whose value grants access, whatever it looks like. */
const SECRET =
  /^(code|otp|pin|proof|credential|jwt|hmac)$|(password|passphrase|secret|token|cookie|authorization|privatekey|apikey|mnemonic|seed|salt|signature|initdata|codehash|keyhash)(hash)?$/;
/** Fields that identify a person or lead to one. Ids do not, and an address on a chain is part of the books. */
const PERSONAL =
  /^(e?mail|phone|(\w*by)?name|username|firstname|lastname|displayname|label|ip|address|useragent|avatar|photo|photourl|delivery|handover|description|notes?)$/;
const isOnChain = (text: string): boolean => FORMS.address.test(canonicalAddress(text));

/** Secrets and personal addresses, recognised by their form anywhere in a text. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  // Our own: bearer tokens, refresh tokens, API keys.
  [/\bamn_(at|rt|live|test)_[\w-]+/g, "[token]"],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, "$1 [token]"],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "[token]"],
  // A Telegram bot's token, and the launch data it signs.
  [/\b\d{6,12}:[\w-]{30,}/g, "[token]"],
  [/(?:[\w%.-]+=[^&\s"]*&)+hash=[0-9a-f]{64}(?:&[\w%.-]+=[^&\s"]*)*/gi, "[init data]"],
  [/[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, "[e-mail]"],
];
/** Removes tokens, keys, Telegram data and e-mail addresses from a text, and characters that PostgreSQL can not store. */
export function scrubbed(text: string): string {
  return IN_TEXT.reduce((sofar, [pattern, word]) => sofar.replace(pattern, word), text.toWellFormed().replaceAll("\0", ""));
}

const nameOf = (key: string): string => key.replaceAll(/[_-]/g, "").toLowerCase();
const isThere = (value: unknown): boolean => value !== null && value !== undefined;

type Policy = {
  /** The fields to remove. */
  gone: (key: string, value: unknown) => boolean;
  /** Longest text that is kept. */
  longest: number;
};

const TO_KEEP: Policy = {
  gone: (key, value) =>
    isThere(value) && (SECRET.test(nameOf(key)) || (PERSONAL.test(nameOf(key)) && !(typeof value === "string" && isOnChain(value)))),
  longest: 500,
};

// A log must show the address of an attacker, but no person's e-mail address or telephone number.
const TO_LOG: Policy = {
  gone: (key, value) => isThere(value) && (SECRET.test(nameOf(key)) || /^(e?mail|phone)$/.test(nameOf(key))) && !/^(code|pin)$/.test(key),
  longest: 8_000,
};

function copied(value: unknown, policy: Policy, depth = 0): unknown {
  if (typeof value === "bigint") return value.toString();
  if (typeof value === "string") return scrubbed(value.length > policy.longest ? `${value.slice(0, policy.longest)}…` : value);
  if (value === undefined || value === null || typeof value === "boolean" || typeof value === "number") return value ?? null;
  if (value instanceof Date) return value.toISOString();
  if (value instanceof Uint8Array) return "[bytes]";
  if (typeof value !== "object" || depth > 10) return "[left out]";
  if (Array.isArray(value)) return value.map((inner) => copied(inner, policy, depth + 1));
  const kept = Object.entries(value).filter(([, inner]) => inner !== undefined);
  return Object.fromEntries(kept.map(([key, inner]) => [key, policy.gone(key, inner) ? GONE : copied(inner, policy, depth + 1)]));
}

/**
 * A copy for storage: plain JSON (amounts as decimal text, times as ISO 8601). Fields with secrets or personal data are replaced, texts
 * are cleaned and cut at 500 characters, bytes are left out, and the depth is limited to ten.
 */
export function redacted(value: unknown): unknown {
  return copied(value, TO_KEEP);
}

/** A copy for the log: the same, but with network addresses and devices. Secrets and e-mail addresses stay out. */
export function withoutSecrets(value: unknown): unknown {
  return copied(value, TO_LOG);
}
