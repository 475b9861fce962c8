/** What stands where something was that must not be kept: that it was there stays visible, what it was does not. */
const GONE = "[redacted]";

/** Fields whose value opens a door, whatever it looks like. */
const SECRET =
  /^(code|otp|pin|proof|credential|jwt|hmac)$|(password|passphrase|secret|token|cookie|authorization|privatekey|apikey|mnemonic|seed|salt|signature|initdata|codehash|keyhash)(hash)?$/;
/** Fields that say who somebody is or how to find them. Ids are no names, and an address on a chain is part of the books. */
const PERSONAL =
  /^(e?mail|phone|(\w*by)?name|username|firstname|lastname|displayname|label|ip|address|useragent|avatar|photo|photourl|delivery|handover|description|notes?)$/;
const CHAIN_ADDRESS = /^0x[0-9a-f]{40}$/i;

/** Secrets and addresses of people, by their look, wherever in a text they stand. */
const IN_TEXT: readonly (readonly [RegExp, string])[] = [
  // Our own: bearer tokens, refresh tokens, API keys.
  [/\bamn_(at|rt|live|test)_[\w-]+/g, "[token]"],
  [/\b(Bearer|Basic)\s+[\w.~+/=-]{8,}/gi, "$1 [token]"],
  [/\beyJ[\w-]{8,}\.[\w-]+\.[\w-]*/g, "[token]"],
  // A bot's token, and the launch data it signs.
  [/\b\d{6,12}:[\w-]{30,}/g, "[token]"],
  [/(?:[\w%.-]+=[^&\s"]*&)+hash=[0-9a-f]{64}(?:&[\w%.-]+=[^&\s"]*)*/gi, "[init data]"],
  [/[\w.!#$%&'*+/=?^`{|}~-]{1,64}@[\w-]{1,63}(?:\.[\w-]{1,63})+/g, "[e-mail]"],
];
/** A text without tokens, keys, launch data and e-mail addresses; and without what a database refuses to keep. */
export function scrubbed(text: string): string {
  return IN_TEXT.reduce((sofar, [pattern, word]) => sofar.replace(pattern, word), text.toWellFormed().replaceAll("\0", ""));
}

const nameOf = (key: string): string => key.replaceAll(/[_-]/g, "").toLowerCase();
const isThere = (value: unknown): boolean => value !== null && value !== undefined;

type Policy = {
  /** Which fields stay out. */
  gone: (key: string, value: unknown) => boolean;
  /** Characters of a text that are kept. */
  longest: number;
};

const TO_KEEP: Policy = {
  gone: (key, value) =>
    isThere(value) &&
    (SECRET.test(nameOf(key)) || (PERSONAL.test(nameOf(key)) && !(typeof value === "string" && CHAIN_ADDRESS.test(value)))),
  longest: 500,
};

// Whoever reads a log has to find an address that attacks; a person's mail address and telephone are of no use there.
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
 * A copy fit to be kept: plain JSON (amounts as decimal text, times as ISO 8601), fields that carry secrets or say who somebody
 * is replaced, texts scrubbed and cut at 500 characters, bytes left out, ten levels deep.
 */
export function redacted(value: unknown): unknown {
  return copied(value, TO_KEEP);
}

/** A copy fit to be logged: the same, but with what says where and by what a thing was done; secrets and people's mail stay out. */
export function withoutSecrets(value: unknown): unknown {
  return copied(value, TO_LOG);
}
