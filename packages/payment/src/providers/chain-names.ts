import { chainIdSchema, chainNamed } from "@amanat/contracts";
import * as z from "zod";

/** A service's own name of each chain, by CAIP-2. */
export type ChainNames = ReadonlyMap<string, string>;

const NAME = /^[a-z][a-z0-9-]{1,40}$/;

/**
 * The chains that a service is used on, in its own names, comma separated: those that are known here, or `name=` and a chain's name in CAIP-2.
 * `known`: what wallets call the chain of each name. Unset, all that are known.
 */
export function chainNames(known: Readonly<Record<string, string>>) {
  const of = (entry: string): readonly [string, string] | null => {
    const [name = "", chain = known[name] ?? ""] = entry.trim().split("=");
    const parsed = chainIdSchema.safeParse(chainNamed(chain));
    return NAME.test(name) && parsed.success ? [parsed.data, name] : null;
  };
  return z
    .string()
    .default(Object.keys(known).join(","))
    .transform((text, ctx): ChainNames => {
      const found = text.split(",").map(of);
      const chains = found.filter((each) => each !== null);
      if (chains.length === found.length) return new Map(chains);
      ctx.addIssue({ code: "custom", message: `must name chains: ${Object.keys(known).join(", ")}, or name=chain` });
      return z.NEVER;
    });
}
