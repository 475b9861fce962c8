import type { Words } from "../words.ts";

export const payment = {
  ids: { intent: "pay", payout: "out", sweep: "swp", wallet: "wal", unmatched: "umd" },
  scopes: ["payments:read", "payments:write", "payouts:read", "payouts:write"],
  stepUps: ["payout.approve", "payout.reject", "payout.redraft", "destination.change", "payout.draft"],
  errors: {
    ASSET_NOT_SUPPORTED: { http: 400, retryable: false, hint: "Choose one of the assets listed by payment.assets." },
    INTENT_EXPIRED: { http: 409, retryable: false, hint: "The time to pay ran out. Accept the offer again." },
    SELF_APPROVAL: { http: 403, retryable: false, hint: "Another person has to approve what you created or gain from." },
  },
  incidents: {
    /** A payment that was credited left the chain: the deal goes on with money that is not there. */
    "payment.reorged": { mend: "the transaction is reported in its block again", retry: false },
    /** A transfer cannot be verified for minutes on end. */
    "transfer.unverifiable": { mend: "the chain answers about it", retry: false },
    /** A deposit behind an approved payout is not proved any more. */
    "payout.deposit_unproved": { mend: "the payout is signed", retry: false },
    /** A payout is mined, and shows no transfer: a token that lies. */
    "payout.no_transfer": { mend: "the payout settles or fails", retry: false },
    /** A payout cannot be carried on, or its transaction is refused, for minutes on end. */
    "payout.stuck": { mend: "the payout settles or fails", retry: false },
    "sweep.failed": { mend: "none", retry: false },
    "sweep.no_transfer": { mend: "the sweep settles", retry: false },
    "sweep.reverts": { mend: "its transfer is signed", retry: false },
    "sweep.stuck": { mend: "the sweep settles", retry: false },
    "wallet.no_gas": { mend: "something is signed from the wallet again", retry: false },
    /** An address holds less native coin than the books say, in a final block. */
    "wallet.native_short": { mend: "chain and books agree about it again", retry: false },
    /** A webhook failed ten times and was set aside. */
    "webhook.set_aside": { mend: "the webhook is processed", retry: true },
    "scanner.refuses": { mend: "the scanner takes a target", retry: false },
  },
} as const satisfies Words;
