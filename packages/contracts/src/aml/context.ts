import type { Stale } from "../stale.ts";

export { procedures } from "./procedures.ts";

/** How old a list is changes by the clock, and pages ask by it. */
export const stale: Stale<"aml"> = {};
