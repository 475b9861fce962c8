import type { Stale } from "../stale.ts";
import { admin, read } from "../access.ts";

export { procedures } from "./procedures.ts";

export const pages = {
  "/admin/settings": admin(read("user", "tenant", null, { rate: "none" })),
} as const;

export const stale: Stale<"settings"> = {
  incident: ["settings.list", "settings.history"],
};
