import type { Stale } from "../stale.ts";
import { admin, read } from "../access.ts";

export { procedures } from "./procedures.ts";

export const pages = {
  "/admin/limits": admin(read("user", "tenant", null, { rate: "none" })),
} as const;

export const stale: Stale<"limits"> = {};
