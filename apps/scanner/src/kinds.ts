import { followChain } from "./evm/round.ts";
import { followTon } from "./ton/round.ts";
import type { ChainFollower, Place } from "./place.ts";

/** The kinds of chain, by their CAIP-2 namespace: each in a folder of its own. */
const KINDS: Readonly<Record<string, (place: Place) => ChainFollower>> = { eip155: followChain, tvm: followTon };

/** Throws for a chain of a kind that nobody can follow. */
export function follow(place: Place): ChainFollower {
  const { chain } = place.followed;
  const kind = KINDS[chain.slice(0, chain.indexOf(":"))];
  if (kind === undefined) throw new Error(`${chain}: no kind of chain that the scanner follows`);
  return kind(place);
}
