import { books, read } from "../access.ts";
import { query } from "../procedure.ts";
import { auditPage, listAuditInput } from "./schemas.ts";

export const procedures = {
  entries: query(listAuditInput, auditPage, read(books, "tenant", null)),
} as const;
