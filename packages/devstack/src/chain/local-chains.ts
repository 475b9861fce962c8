/** One chain of the demo: what stands on it differs from the others wherever it can. */
export type LocalChainPlan = {
  readonly id: number;
  readonly name: string;
  /** The supervisor's name of its process. */
  readonly process: string;
  /** What its files in the data directory are called. */
  readonly files: string;
  /** Account of the demo mnemonic that deploys: another one makes other addresses. */
  readonly deployer: number;
  /** Decimals of its two tokens. */
  readonly decimals: { readonly usdc: number; readonly usdt: number };
};

/** The first one is the home of people's wallets. Ids of `LOCAL_CHAINS`. */
export const LOCAL_CHAIN_PLANS = [
  { id: 31_337, name: "Amanat local chain", process: "anvil", files: "chain", deployer: 9, decimals: { usdc: 6, usdt: 18 } },
  { id: 31_338, name: "Amanat second chain", process: "anvil-2", files: "chain-2", deployer: 8, decimals: { usdc: 18, usdt: 6 } },
] as const satisfies readonly LocalChainPlan[];

/** The plan tests and tools play on where one chain is enough. */
export const [HOME_CHAIN] = LOCAL_CHAIN_PLANS;
