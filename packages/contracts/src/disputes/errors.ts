import type { ErrorRow } from "../error-row.ts";

export const disputes = {
  IN_DISPUTE: {
    http: 409,
    retryable: false,
    hint: "A case is open about this money. Settle it: release all of it, or agree with the other side.",
  },
  DISPUTE_EXISTS: { http: 409, retryable: false, hint: "A case about this deal is open already. Go on in that one." },
  MONEY_LEFT: {
    http: 409,
    retryable: false,
    hint: "The money is no longer held: its payout is signed or settled. Look at the deal's payouts.",
  },
  NOT_YOUR_TURN: { http: 409, retryable: false, hint: "Your last offer waits for the other side's answer." },
} as const satisfies Record<string, ErrorRow>;
