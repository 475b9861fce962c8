import { opaqueString } from "@amanat/contracts";
import { hash, verify } from "@node-rs/argon2";
import { type Lane, openTurns } from "./turns.ts";

/** argon2id (the library's default) at 46 MiB: 31 ms on the reference machine. */
const COST = { memoryCost: 47_104, timeCost: 1, parallelism: 1 };

/**
 * Hashes at once: each holds 46 MiB, so a burst of sign-ins must queue. A full lane is about two seconds of work; later callers get BUSY.
 */
const turns = openTurns({ atOnce: 2, waitingPerLane: 128 });

/** A hash that costs as much as ours and that no password fits. */
export const decoy = "$argon2id$v=19$m=47104,t=1,p=1$LbVj3fndbka7kvxAwQgXiQ$cRfDASj1luJD1iNPH+VAF/ZN0yapdDb0ZtsR7vWAKq0";

/** The argon2id hash (PHC form) of a password in its normal form. `lane` as for `passwordFits`. Errors: BUSY. */
export function hashPassword(password: string, lane: Lane = "stranger"): Promise<string> {
  return turns.run(lane, () => hash(opaqueString(password), COST));
}

/**
 * The byte forms a password may have been stored as, most likely first: the normal form, the form as typed and, if those are equal, the form
 * with separate accents that some keyboards once sent. At most two; how many depends only on what was typed.
 */
export function spellings(typed: string): readonly string[] {
  const now = opaqueString(typed);
  const before = typed === now ? now.normalize("NFD") : typed;
  return before === now ? [now] : [now, before];
}

/** Whether a password fits a stored hash: in its normal form, or only in an older one. */
export type Fit = "now" | "before" | "no";

/**
 * Checks a password. Without a hash it takes as long, so that timing reveals nothing. `lane`: whether the caller is familiar and served
 * first. Errors: BUSY.
 */
export async function passwordFit(stored: string | null, typed: string, lane: Lane = "stranger"): Promise<Fit> {
  for (const [at, spelling] of spellings(typed).entries()) {
    const fits = await turns.run(lane, () => verify(stored ?? decoy, spelling));
    if (fits && stored !== null) return at === 0 ? "now" : "before";
  }
  return "no";
}

/** True when the password fits, in any stored form. Errors: BUSY. */
export async function passwordFits(stored: string | null, typed: string, lane: Lane = "stranger"): Promise<boolean> {
  return (await passwordFit(stored, typed, lane)) !== "no";
}
