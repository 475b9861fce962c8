import { books, read } from "../access.ts";
import type { Stale } from "../stale.ts";

export { events } from "./events.ts";
export { procedures } from "./procedures.ts";

export const pages = {
  "/account/data": read("user", "own", null, { rate: "none" }),
  "/admin/retention": read(books, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"retention"> = {
  export: ["retention.myData"],
  departure: ["retention.myData"],
  retention: ["retention.policies", "retention.holds", "retention.purges", "retention.dryRun"],
};
