/** What an API key can be allowed: `resource:action`. A key never does more than its owner may. */
export const SCOPES = [
  "account:read",
  "requests:read",
  "requests:write",
  "offers:read",
  "offers:write",
  "deals:read",
  "deals:write",
  "payments:read",
  "payments:write",
  "payouts:read",
  "payouts:write",
  "ledger:read",
  "events:read",
] as const;
export type Scope = (typeof SCOPES)[number];
