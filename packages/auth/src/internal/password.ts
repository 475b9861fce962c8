import { opaqueString } from "@amanat/contracts";
import { hash, verify } from "@node-rs/argon2";
import { type Lane, openTurns } from "./turns.ts";

/** argon2id (the library's default) at 46 MiB: 31 ms on the reference machine. */
const COST = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/**
 * Hashes at once: each holds 46 MiB, so a burst of sign-ins must queue, not multiply. A lane's full queue
 * is about two seconds of work; who would wait longer is told to come back.
 */
const turns = openTurns({ atOnce: 2, waitingPerLane: 128 });

/** A hash that costs what ours cost and that nobody's password fits. */
export const decoy = "$argon2id$v=19$m=47104,t=1,p=1$LbVj3fndbka7kvxAwQgXiQ$cRfDASj1luJD1iNPH+VAF/ZN0yapdDb0ZtsR7vWAKq0";

/** An argon2id hash in PHC form of a password as it is compared. `lane` as for `passwordFits`. Errors: BUSY. */
export function hashPassword(password: string, lane: Lane = "stranger"): Promise<string> {
  return turns.run(lane, () => hash(opaqueString(password), COST));
}

/**
 * The bytes a password may have been stored as, likeliest first: as we store it now, and as it was typed; where those are the
 * same, also with its accents apart, as some keyboards once sent it. At most two, and how many follows from what was typed.
 */
export function spellings(typed: string): readonly string[] {
  const now = opaqueString(typed);
  const before = typed === now ? now.normalize("NFD") : typed;
  return before === now ? [now] : [now, before];
}

/** Whether a password fits a stored hash: as it is compared now, or only as it was stored before. */
export type Fit = "now" | "before" | "no";

/**
 * Tries a password. Without a hash it works just as long, so that timing names nobody. `lane`: whether the asker is known at the
 * door, and goes first. Errors: BUSY.
 */
export async function passwordFit(stored: string | null, typed: string, lane: Lane = "stranger"): Promise<Fit> {
  for (const [at, spelling] of spellings(typed).entries()) {
    const fits = await turns.run(lane, () => verify(stored ?? decoy, spelling));
    if (fits && stored !== null) return at === 0 ? "now" : "before";
  }
  return "no";
}

/** True when the password fits, also as it was stored before. Errors: BUSY. */
export async function passwordFits(stored: string | null, typed: string, lane: Lane = "stranger"): Promise<boolean> {
  return (await passwordFit(stored, typed, lane)) !== "no";
}
