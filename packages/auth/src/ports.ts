import type { RelyingParty } from "./passkeys/relying-party.ts";

/** Wallets that are contracts: they have no key of their own, so a chain has to be asked (ERC-1271, ERC-6492). */
export interface SmartWallets {
  /** Whether the contract at `address` takes `signature` for `message`. Errors: UPSTREAM_ERROR when the chain does not answer. */
  accepts(proof: { address: `0x${string}`; message: string; signature: `0x${string}` }): Promise<boolean>;
}

/** What the verbs need to know of the installation they run in. */
export interface AuthPorts {
  /** Public origin without a trailing slash: what people see in the address bar, and what signatures are made for. */
  readonly origin: string;
  /** `live` where the chain is real, `test` in the demo. */
  readonly apiKeyKind: "live" | "test";
  /** Who passkeys are made for. */
  readonly relyingParty: RelyingParty;
}
