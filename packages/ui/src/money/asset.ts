import type { Asset } from "@amanat/contracts";

/** What an amount needs to be shown: its unit, how it is divided, and where it lives. */
export type ShownAsset = Pick<Asset, "symbol" | "decimals" | "chainName">;
