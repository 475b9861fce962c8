import type { Asset } from "@amanat/contracts";
import { cache } from "react";
import { serverApi } from "./caller.ts";
import { attempt } from "./failure.ts";

export type KnownAssets = { assets: Asset[]; feeBps: number };

/** The accepted assets and the platform's current fee; empty when they can not be read. */
export const knownAssets = cache(async (): Promise<KnownAssets> => {
  const { data } = await attempt(serverApi().then((api) => api.payment.assets()));
  return data ?? { assets: [], feeBps: 0 };
});
