export { type Erasable, erase, hold, unhold } from "./erase.ts";
export { anchorAudit, sealAudit, sealOnce } from "./seal.ts";
export { type AuditFinding, type VerifiedAudit, verifyAudit, type VerifyAuditOptions } from "./verify.ts";
export { auditEntries } from "./entries.ts";
export { exportAudit } from "./export.ts";
