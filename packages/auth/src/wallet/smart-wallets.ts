/** Wallets that are contracts: they have no key of their own, so a chain has to be asked (ERC-1271, ERC-6492). */
export interface SmartWallets {
  /** Whether the contract at `address` takes `signature` for `message`. Errors: UPSTREAM_ERROR when the chain does not answer. */
  accepts(proof: { address: `0x${string}`; message: string; signature: `0x${string}` }): Promise<boolean>;
}
