import { type ErrorCode, isDomainError } from "@amanat/contracts";
import { type Budget, limited, type Limits } from "@amanat/limits";
import { networkOf } from "../http/address.ts";
import type { Captcha } from "./turnstile.ts";

/** Somebody tries to prove who they are. */
export type Guess = {
  /** Whose account: an e-mail, a person's id; null where nothing can be guessed (a signature names its own key). */
  account: string | null;
  address: string;
  captcha: string | null;
  /** Already signed in: only the account counts, each call as a change too, and no widget is asked for. */
  signedIn: boolean;
};

export type GuessPorts = {
  limits: Limits;
  captcha: Captcha | null;
  /** Whether the account's owner has signed in from this network before. Takes as long for unknown accounts. */
  familiar: (account: string, network: string) => Promise<boolean>;
  /** Told what is left to who tries. */
  tell?: (budget: Budget) => void;
};

/** Failed tries a network, or an account among strangers' networks, has before a person has to show up. */
const FREE_TRIES = 3;

/**
 * Refusals that say nothing about the guess: our own faults, a step before the proof. EMAIL_NOT_VERIFIED is none of them,
 * though the password was right: who registers an address and then signs in learns from it that the address was free.
 */
const NO_GUESS: ReadonlySet<ErrorCode> = new Set([
  "BUSY",
  "SERVICE_UNAVAILABLE",
  "UPSTREAM_ERROR",
  "INTERNAL_SERVER_ERROR",
  "VALIDATION_ERROR",
  "STEP_UP_REQUIRED",
]);

/** `trusted`: asked from where the account's owner has been before, or by somebody who has shown to be a person. */
export type Trust = { trusted: boolean };

type Taken = { tier: "auth" | "account" | "familiar"; key: string };

/**
 * Runs one try at proving who somebody is. The points are taken before and given back when the proof
 * holds, so that many tries at once are counted like one after the other, and people who share an
 * address do not pay for each other's sign-ins.
 *
 * Who tries from a network the account's owner has used before has an allowance of their own: an attack
 * from elsewhere cannot shut them out. Everybody else shares the account's, and when that is spent has
 * to solve a captcha; where none is configured, they wait.
 * Errors: RATE_LIMITED, CAPTCHA_REQUIRED, UPSTREAM_ERROR, and whatever `run` throws.
 */
export async function guess<T>(ports: GuessPorts, attempt: Guess, run: (trust: Trust) => Promise<T>): Promise<T> {
  const network = networkOf(attempt.address);
  const familiar = attempt.signedIn || (attempt.account !== null && (await ports.familiar(attempt.account, network)));
  const taken: Taken[] = [];
  // Never given back: right answers cost us hashes as well, and one account could ask for them without end.
  if (attempt.signedIn && attempt.account !== null) await ports.limits.take("write", attempt.account);
  try {
    const person = await admitGuess(ports, attempt, { network, familiar }, taken);
    const answer = await run({ trusted: familiar || person });
    await giveBack(ports.limits, taken);
    return answer;
  } catch (error) {
    if (!isDomainError(error) || NO_GUESS.has(error.code)) await giveBack(ports.limits, taken);
    throw error;
  }
}

/** True when a captcha was solved. */
async function admitGuess(
  ports: GuessPorts,
  { account, address, captcha, signedIn }: Guess,
  { network, familiar }: { network: string; familiar: boolean },
  taken: Taken[],
): Promise<boolean> {
  const count = async (tier: Taken["tier"], key: string): Promise<Budget> => {
    taken.push({ tier, key });
    return ports.limits.count(tier, key);
  };
  const own = familiar ? await count("familiar", signedIn ? `${account}` : `${account} ${network}`) : await count("auth", network);
  if (own.remaining < 0) throw limited(own);
  ports.tell?.(own);
  if (signedIn) return false;
  const shared = familiar || account === null ? null : await count("account", account);
  // Where nothing can be guessed, a person has nothing to prove: their signature has done it.
  const suspicious = account !== null && (own.limit - own.remaining > FREE_TRIES || (shared !== null && shared.remaining < 0));
  // One that was not asked for counts as well: who solves it is served before those who did not.
  if (ports.captcha && (suspicious || captcha !== null)) {
    await ports.captcha.check(captcha, address);
    return true;
  }
  if (shared && shared.remaining < 0) throw limited(shared);
  return false;
}

async function giveBack(limits: Limits, taken: readonly Taken[]): Promise<void> {
  await Promise.all(taken.map(({ tier, key }) => limits.giveBack(tier, key)));
}
