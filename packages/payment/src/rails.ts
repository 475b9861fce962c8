import { DomainError } from "@amanat/contracts";
import type { ChainSpec, Rails } from "./ports.ts";

/** Throws where two are of one chain: money would come and go by whichever was named last. */
export function railsOf<Rail extends { readonly chain: Pick<ChainSpec, "chain"> }>(rails: readonly Rail[]): Rails<Rail> {
  const byChain = new Map(rails.map((rail) => [rail.chain.chain, rail]));
  if (byChain.size < rails.length) throw new Error("one chain is configured twice");
  return byChain;
}

/** Errors: NOT_SUPPORTED where this installation does not use the chain. */
export function railOf<Rail>(rails: Rails<Rail>, chain: string): Rail {
  const rail = rails.get(chain);
  if (rail === undefined) throw new DomainError("NOT_SUPPORTED", `The chain ${chain} is not in use here.`);
  return rail;
}
