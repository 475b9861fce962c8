import * as z from "zod";

/** Request Network's names of chains, from its list of currencies. `mainnet` is Ethereum's. */
const KNOWN: Readonly<Record<string, string>> = {
  mainnet: "eip155:1",
  ethereum: "eip155:1",
  eth: "eip155:1",
  bsc: "eip155:56",
  base: "eip155:8453",
  matic: "eip155:137",
  polygon: "eip155:137",
  "arbitrum-one": "eip155:42161",
  optimism: "eip155:10",
  sepolia: "eip155:11155111",
};
/** What it is called by itself where people have other names for it too. */
const OWN_NAME: Readonly<Record<string, string>> = { ethereum: "mainnet", eth: "mainnet", polygon: "matic" };

/** Its name of each chain that payments are asked of it on, by CAIP-2. */
export type Networks = ReadonlyMap<string, string>;

const NAME = /^[a-z][a-z0-9-]{1,40}$/;

/** `base`, `bsc, base`, or `name=eip155:id` for a chain that has no name here. */
export const networks = z.string().transform((text, ctx): Networks => {
  const found = new Map<string, string>();
  for (const entry of text.split(",").map((part) => part.trim().toLowerCase())) {
    const [name = "", chain = KNOWN[name]] = entry.split("=");
    if (!NAME.test(name) || chain === undefined || !/^eip155:[1-9]\d{0,15}$/.test(chain)) {
      ctx.addIssue({ code: "custom", message: `must name chains: ${Object.keys(KNOWN).join(", ")}, or name=eip155:id` });
      return z.NEVER;
    }
    found.set(chain, OWN_NAME[name] ?? name);
  }
  return found;
});

/** Every chain that has a name here. */
export const allNetworks = (): Networks => new Map(Object.entries(KNOWN).map(([name, chain]) => [chain, OWN_NAME[name] ?? name]));
