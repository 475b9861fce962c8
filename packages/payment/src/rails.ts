import { BrokenInvariant, DomainError } from "@amanat/contracts";
import type { ChainSpec, Rails } from "./ports.ts";

/** Throws when a chain is configured twice: the later entry would silently win. */
export function railsOf<Rail extends { readonly chain: Pick<ChainSpec, "chain"> }>(rails: readonly Rail[]): Rails<Rail> {
  const byChain = new Map(rails.map((rail) => [rail.chain.chain, rail]));
  if (byChain.size < rails.length) throw new BrokenInvariant("one chain is configured twice");
  return byChain;
}

/** Errors: NOT_SUPPORTED (the chain is not in use here). */
export function railOf<Rail>(rails: Rails<Rail>, chain: string): Rail {
  const rail = rails.get(chain);
  if (rail === undefined) throw new DomainError("NOT_SUPPORTED", `The chain ${chain} is not in use here.`);
  return rail;
}
