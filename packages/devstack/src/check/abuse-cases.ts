/** One way to abuse Amanat. `waits`: what has to exist before it can be tried. */
export type AbuseCase = { number: number; text: string; waits?: string };

const BOT = "there is no Telegram bot yet";
const MINI_APP = "there is no Mini App yet";

const TEXTS: readonly (string | [text: string, waits: string])[] = [
  "every read and write by a stranger, a wrong role or nobody: refused, and not told what exists",
  "a procedure, route, channel or page without a matrix row",
  "userId or role in an input",
  "an API key without the scope, or from outside its networks",
  "cookie and Authorization together",
  "a cross-site form's multipart POST to auth.signOutAll",
  "POST as octet-stream or text",
  "POST with a foreign Origin, or null",
  "GET on a mutation",
  "a batch of eleven, five thousand commas, fifty copies of a sign-in",
  "a batch with money in it",
  "20 MB, chunked without a length, fifty thousand levels deep",
  "__proto__ and constructor as keys, paths and batch indexes",
  "a database error in production",
  "an error thrown at sign-in, in the URL",
  "callbackUrl to elsewhere",
  "a session cookie planted before sign-in",
  "a revoked session: the next call, and the open stream",
  "a refresh token used again; ten refreshes at once",
  "other sessions after a change of password",
  "telling known addresses from unknown ones",
  "guessing passwords across addresses and accounts; captcha and its replay",
  "an unverified account waiting for its owner's Google sign-in",
  "a reset code reused, guessed, or used for another account",
  "a passkey challenge reused, expired, or of another session",
  "a passkey assertion with another userHandle, without verification, from a foreign page, with a smaller counter",
  "a proof of presence for another deal, or another amount",
  "a wallet signature for another domain, chain or nonce, reused, or without an end",
  "initData that is tampered with, old, early, doubled, another bot's, or replayed elsewhere",
  "one Telegram account for two people, at once",
  ["a bot webhook without its secret, or replayed", BOT],
  ["startapp that names somebody else's deal", MINI_APP],
  ["ton_proof replayed, for another domain, or another wallet's", "there is no TON sign-in yet"],
  "a stream that asks for somebody else's channel",
  "a forged, foreign or future lastEventId",
  "a party that was removed",
  "a slow reader of a stream",
  "a burst of events during a reconnect",
  "commits out of order",
  "many releases at once",
  "release against whatever else ends the deal",
  "an Idempotency-Key with another body, another person, or at the same time",
  "a provider's webhook forged, re-serialised, stale, early, doubled, unknown, or wrong about the money",
  "a webhook that would release",
  "a cursor that was changed or belongs to another list; a limit of -1 or a billion",
  "spreadsheet formulas in a file",
  "a webhook of ours to an address inside",
  "files that are not what they say",
  "scripts and direction overrides in titles and names",
  "x-middleware-subrequest, .rsc and prefetch headers on protected pages",
  "a forged X-Forwarded-For against limits, a forged host in links",
  "the site in somebody's frame",
  "changing, deleting or emptying the audit trail",
  "amounts like 1e3, 0x10, ٣, -0",
  "secrets in logs, and lines forged in them",
  "server types or secrets in the SDK's package",
];

/** All 56, in their order. */
export const CASES: readonly AbuseCase[] = TEXTS.map((entry, index) => {
  const number = index + 1;
  return typeof entry === "string" ? { number, text: entry } : { number, text: entry[0], waits: entry[1] };
});
