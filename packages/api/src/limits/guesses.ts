import { type ErrorCode, isDomainError } from "@amanat/contracts";
import { type Budget, limited, type Limits } from "@amanat/limits";
import { networkOf } from "../http/address.ts";
import type { Captcha } from "./turnstile.ts";

/** An attempt to prove an identity. */
export type Guess = {
  /** The account: an e-mail or a person's id; null when nothing can be guessed (a signature names its own key). */
  account: string | null;
  address: string;
  captcha: string | null;
  /** Already signed in: only the account counts, also per change, and no captcha is asked for. */
  signedIn: boolean;
};

export type GuessPorts = {
  limits: Limits;
  captcha: Captcha | null;
  /** Whether the account's owner has signed in from this network before. Takes as long for unknown accounts. */
  familiar: (account: string, network: string) => Promise<boolean>;
  /** Called with what is left of the allowance. */
  tell?: (budget: Budget) => void;
};

/** Failed attempts of a network, or on an account from strangers' networks, before a captcha is required. */
const FREE_TRIES = 3;

/**
 * Refusals that are no failed guess: our own faults, and steps before the proof. EMAIL_NOT_VERIFIED is a failed guess although the password
 * was right: otherwise, registering an address and signing in would reveal that the address was free.
 */
const NO_GUESS: ReadonlySet<ErrorCode> = new Set([
  "BUSY",
  "SERVICE_UNAVAILABLE",
  "UPSTREAM_ERROR",
  "INTERNAL_SERVER_ERROR",
  "VALIDATION_ERROR",
  "STEP_UP_REQUIRED",
]);

/** `trusted`: from a network the account's owner has used, or after a captcha. */
export type Trust = { trusted: boolean };

type Taken = { tier: "auth" | "account" | "familiar"; key: string };

/**
 * Runs one attempt to prove an identity. Points are taken before the run and given back when the proof succeeds, so that simultaneous attempts
 * are counted like consecutive ones, and people behind one address do not pay for each other's sign-ins.
 *
 * A network the account's owner has used before has its own allowance, so that an attack from elsewhere can not shut the owner out. All other
 * networks share the account's allowance; when it is used up they must solve a captcha or, where none is configured, wait.
 * Errors: RATE_LIMITED, CAPTCHA_REQUIRED, UPSTREAM_ERROR, and whatever `run` throws.
 */
export async function guess<T>(ports: GuessPorts, attempt: Guess, run: (trust: Trust) => Promise<T>): Promise<T> {
  const network = networkOf(attempt.address);
  const familiar = attempt.signedIn || (attempt.account !== null && (await ports.familiar(attempt.account, network)));
  const taken: Taken[] = [];
  // Never given back: right answers cost hashes too, and one account could ask for them without end.
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
  // Where nothing can be guessed no captcha is needed: the signature is proof enough.
  const suspicious = account !== null && (own.limit - own.remaining > FREE_TRIES || (shared !== null && shared.remaining < 0));
  // A captcha that was not required counts too: its solver is served before others.
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
