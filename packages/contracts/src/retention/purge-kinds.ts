/** Kinds of record that go with time, each declared by the context that owns it. Nothing of money, and nothing of the ledger, is one. */
export const PURGE_KINDS = [
  "sessions",
  "unverified_accounts",
  "notices",
  "webhook_messages",
  "provider_inbox",
  "messages",
  "audit_payloads",
] as const;
export type PurgeKind = (typeof PURGE_KINDS)[number];
