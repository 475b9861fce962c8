import type { AccountKind } from "@amanat/contracts";

// Spelled out and checked for completeness: the contract's own list would bring its schemas along.
const EVERY_KIND = {
  custody: true,
  received: true,
  held: true,
  disputed: true,
  releasable: true,
  refundable: true,
  payout_in_flight: true,
  available: true,
  unmatched: true,
  platform_fee: true,
  provider_fee: true,
  network_cost: true,
  operator: true,
  quarantined: true,
  promotion: true,
} as const satisfies Record<AccountKind, true>;

/** The chart of accounts, in its order. */
export const ACCOUNT_KINDS = Object.keys(EVERY_KIND) as AccountKind[];
