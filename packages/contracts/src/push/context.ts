import type { Stale } from "../stale.ts";

export { procedures } from "./procedures.ts";

export const stale: Stale<"push"> = { session: ["push.setup"] };
