import { books, read, staff } from "../access.ts";
import type { Stale } from "../stale.ts";

export { procedures } from "./procedures.ts";

export const pages = {
  "/admin": read(staff, "tenant; guards and admins see the figures, resolvers the payouts", null, { rate: "none" }),
  "/admin/failed": read(books, "tenant", null, { rate: "none" }),
  "/admin/deals": read(staff, "tenant", null, { rate: "none" }),
  "/admin/requests": read(staff, "tenant", null, { rate: "none" }),
  "/admin/requests/[id]": read(staff, "tenant", null, { rate: "none" }),
  "/admin/people/[id]": read(books, "tenant", null, { rate: "none" }),
} as const;

/** Summaries follow what happens a moment later, so pages ask for them again by the clock. */
export const stale: Stale<"desk"> = {};
