import { chainNames } from "../chain-names.ts";

/** Request Network's names of chains, from its list of currencies. `mainnet` is Ethereum's. */
export const networks = chainNames({
  mainnet: "1",
  bsc: "56",
  base: "8453",
  matic: "137",
  "arbitrum-one": "42161",
  optimism: "10",
  sepolia: "11155111",
});
