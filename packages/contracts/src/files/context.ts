import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const stale: Stale<"files"> = { file: ["files.get", "files.rules"] };
