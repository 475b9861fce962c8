import type { Stale } from "../stale.ts";
import { books, read } from "../access.ts";
import { exportAuditInput } from "./schemas.ts";

export { procedures } from "./procedures.ts";

export const downloads = {
  "audit.csv": { input: exportAuditInput, access: read(books, "tenant", null, { audit: "write" }) },
} as const;

export const pages = {
  "/admin/audit": read(books, "tenant", null, { rate: "none" }),
} as const;

export const stale: Stale<"audit"> = {};
