import type { Stale } from "../stale.ts";

export { procedures } from "./procedures.ts";

/** A rate ages by the clock, and no event says so. */
export const stale: Stale<"prices"> = {};
