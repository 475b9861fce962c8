import { auditEntries } from "@amanat/audit";
import { PROCEDURES } from "@amanat/contracts";
import { query, router } from "../procedure.ts";

const rows = PROCEDURES.audit;

export const auditRouter = router({
  entries: query(rows.entries, auditEntries),
});
