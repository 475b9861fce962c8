import type { AmlProvider } from "@amanat/contracts";

/** How this deployment screens, from its environment. */
export type AmlSettings = {
  readonly provider: AmlProvider;
  /** Where the published list is. */
  readonly listUrl: string;
  readonly api: { readonly url: string; readonly key: string | null };
};

/**
 * A contract on a chain that says whether an address is sanctioned. Null where the chain has none. Throws where the chain does not answer, or what
 * stands at its address is no such contract.
 */
export type ListedOnChain = (chain: string, address: string) => Promise<boolean | null>;

/** What the worker's process supplies. */
export type AmlOutside = { readonly aml: AmlSettings };
