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

/** An argon2id hash in PHC form. `lane` as for `passwordFits`. Errors: BUSY. */
export function hashPassword(password: string, lane: Lane = "stranger"): Promise<string> {
  return turns.run(lane, () => hash(password, COST));
}

/**
 * True when the password fits. Without a hash it works just as long, so that timing names nobody.
 * `lane`: whether the asker is known at the door, and goes first. Errors: BUSY.
 */
export function passwordFits(stored: string | null, password: string, lane: Lane = "stranger"): Promise<boolean> {
  return turns.run(lane, async () => (await verify(stored ?? decoy, password)) && stored !== null);
}
