import { ensureUser } from "@amanat/auth";
import { useDatabase } from "@amanat/testing";
import { afterAll, beforeAll, describe, expect, it } from "vitest";
import { type Door, openDoor } from "./door.fixture.ts";

const test = useDatabase();
const PASSWORD = "correct horse battery";
const KNOWN = "known@amanat.test";
/** Pairs of calls until the first comparison, and at most; known and unknown take turns, so that a busy machine is busy for both. */
const PAIRS = { first: 12, most: 60 };
let door: Door;
let fresh = 0;

beforeAll(async () => {
  door = await openDoor(test.urls.app);
  await ensureUser(test.db, { email: KNOWN, password: PASSWORD, name: "Known", roles: ["buyer", "seller"] });
  // Connections, statements and the first of everything: once, for nobody's account.
  for (const [path, { input }] of Object.entries(CALLS)) await call(path, input("warm-up@amanat.test"));
});
afterAll(() => door.close());

const unknown = () => `unknown${fresh++}@amanat.test`;

type Answer = { status: number; body: string; headers: string; tookMs: number };

async function call(path: string, input: object): Promise<Answer> {
  const startedAt = performance.now();
  const sent = await fetch(`${door.origin}/api/trpc/${path.split("#")[0]}`, {
    method: "POST",
    headers: { "content-type": "application/json", "x-correlation-id": "the-same-for-all" },
    body: JSON.stringify(input),
  });
  const body = await sent.text();
  const tookMs = performance.now() - startedAt;
  // The date and what is left of an allowance differ between any two calls.
  const headers = [...sent.headers].filter(([name]) => !/^(date|ratelimit-)/.test(name));
  return { status: sent.status, body, headers: JSON.stringify(headers), tookMs };
}

type Case = { input: (email: string) => object; answer: string };
const CALLS: Record<string, Case> = {
  "auth.signIn": { input: (email) => ({ email, password: "not the password" }), answer: "INVALID_CREDENTIALS" },
  // Two spellings to try: as many hashes for an address that nobody has.
  "auth.signIn#accents": { input: (email) => ({ email, password: "cafe\u0301 not the password" }), answer: "INVALID_CREDENTIALS" },
  "auth.register": { input: (email) => ({ email, password: "a password of theirs", name: "Somebody", locale: "en" }), answer: "codeSent" },
  "auth.resendCode": { input: (email) => ({ email }), answer: "codeSent" },
  "auth.requestPasswordReset": { input: (email) => ({ email }), answer: "codeSent" },
  "auth.resetPassword": { input: (email) => ({ email, code: "000000", password: "a password of theirs" }), answer: "CODE_INVALID" },
  "auth.verifyEmail": { input: (email) => ({ email, code: "000000" }), answer: "CODE_INVALID" },
};

/** The third fastest: what the call takes when nothing else ran. An attacker who repeats a call learns the same. */
const undisturbed = (answers: readonly Answer[]) => answers.map(({ tookMs }) => tookMs).toSorted((a, b) => a - b)[2]!;

describe("abuse 21: who has an account is told by no answer's body, status, headers or time", () => {
  it.each(Object.entries(CALLS))("%s", async (path, { input, answer }) => {
    const known: Answer[] = [];
    const others: Answer[] = [];
    // A busy machine needs more calls until some were undisturbed. Work that one of the two has more of is in each of its calls.
    const apart = () => {
      const [a, b] = [undisturbed(known), undisturbed(others)];
      return { ratio: Math.abs(a - b) / Math.max(a, b), told: `${a.toFixed(1)} ms known, ${b.toFixed(1)} ms unknown` };
    };
    for (let n = 0; n < PAIRS.first || (n < PAIRS.most && apart().ratio >= 0.1); n += 1) {
      const one = async () => known.push(await call(path, input(KNOWN)));
      const other = async () => others.push(await call(path, input(unknown())));
      for (const run of n % 2 ? [one, other] : [other, one]) await run();
    }
    const said = ({ status, body, headers }: Answer) => `${status} ${body} ${headers}`;
    expect(new Set([...known, ...others].map(said)).size).toBe(1);
    expect(known[0]!.body).toContain(answer);
    expect(apart().ratio, apart().told).toBeLessThan(0.1);
  });
});
