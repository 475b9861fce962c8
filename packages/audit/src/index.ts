export { type Erasable, erase, keep, letGo } from "./verbs/erase.ts";
export { anchorAudit, sealAudit, sealOnce } from "./verbs/seal.ts";
export { type AuditFinding, type VerifiedAudit, verifyAudit, type VerifyAuditOptions } from "./reads/verify.ts";
export { auditEntries } from "./reads/entries.ts";
export { exportAudit } from "./reads/export.ts";
