export { anvilBinary, anvilCommand, backUpState, LOCAL_CHAIN_ID, waitForChain } from "./anvil.ts";
export type { AnvilOptions, Command } from "./anvil.ts";
export { mineWhileUnconfirmed } from "./miner.ts";
export type { MinerOptions } from "./miner.ts";
export { DEMO_ACCOUNTS, deployToken, deployWorld, mintTokens, readWorld } from "./world.ts";
export type { World, WorldOptions } from "./world.ts";
export { startLocalChain } from "./start.ts";
export type { LocalChain } from "./start.ts";
