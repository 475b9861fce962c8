import type { Words } from "../words.ts";

export const payment = {
  ids: {
    intent: "pay",
    receipt: "rcp",
    payout: "out",
    sweep: "swp",
    wallet: "wal",
    unmatched: "umd",
    inbound: "inb",
    quarantine: "qrt",
    claim: "clm",
    reconciliation: "rec",
    difference: "dif",
    device: "dvc",
    textToSign: "txt",
    breakGlass: "brk",
  },
  scopes: ["payments:read", "payments:write", "payouts:read", "payouts:write"],
  stepUps: [
    "payout.approve",
    "payout.approve_many",
    "payout.reject",
    "payout.redraft",
    "destination.change",
    "payout.draft",
    "quarantine.decide",
    "sweep.start",
    "fees.withdraw",
    "device.register",
    "device.decide",
    "glass.break",
  ],
  incidents: {
    /** A credited deposit left the chain, and the deal goes on with money that is not there. Closes when the chain shows it in its block again. */
    "payment.reorged": { retry: false },
    /** A block with credited deposits was replaced below the depth of reorgs. Closes when the chain shows it again. */
    "chain.rewritten": { retry: false },
    /** A provider reported a payment, and the chain has not shown it for minutes. Closes when its transfer is seen. */
    "payment.unseen": { retry: false },
    /** A transfer could not be verified for minutes. Closes when the chain answers about it. */
    "transfer.unverifiable": { retry: false },
    /** Money from a listed address is frozen; told again on each date. Closes when an admin decides. */
    "deposit.quarantined": { retry: false },
    /** Somebody has shown that a deposit which fits no price is theirs. Closes when an admin decides. */
    "deposit.claimed": { retry: false },
    /** The sender of a deposit could not be screened for minutes. Closes when it is credited or frozen. */
    "transfer.unscreened": { retry: false },
    /** Where an approved payout goes could not be screened, so it is not signed. Closes when it is signed or fails. */
    "payout.unscreened": { retry: false },
    /** An approved payout would have gone to a listed address; it was drafted again, unapproved. Closed by a person. */
    "payout.listed": { retry: false },
    /** A deposit behind an approved payout is not proved any more. Closes when the payout is signed. */
    "payout.deposit_unproved": { retry: false },
    /** A mined payout shows no transfer: the token misbehaves. Closes when the payout settles or fails. */
    "payout.no_transfer": { retry: false },
    /** No admin has decided on a payout for days. Closes when one does, or a hold takes it back. */
    "payout.unapproved": { retry: false },
    /** A payout made no progress, or its transaction was refused, for minutes. Closes when the payout settles or fails. */
    "payout.stuck": { retry: false },
    /** Another sweep is planned a day later. Closed by a person. */
    "sweep.failed": { retry: false },
    /** Closes when the sweep settles. */
    "sweep.no_transfer": { retry: false },
    /** Closes when its transfer is signed. */
    "sweep.reverts": { retry: false },
    /** Closes when the sweep settles. */
    "sweep.stuck": { retry: false },
    /** Closes when something is signed from the wallet again. */
    "wallet.no_gas": { retry: false },
    /** The escrow wallet has less native coin than `payment.gasLow`. Closes when it has more. */
    "wallet.low_gas": { retry: false },
    /** The escrow wallet holds more of an asset than `payment.hotCeiling`. Closes when it holds less. */
    "wallet.over_ceiling": { retry: false },
    /** The wallet that earned fees go to was changed: nothing is withdrawn to it for a while. Closes when it counts. */
    "wallet.receiver_changed": { retry: false },
    /** For an hour at most, payouts are approved without a device. Closes when that ends. */
    "safekeeping.glass_broken": { retry: false },
    /** An address holds less native coin than the books say, in a final block. Closes when chain and books agree about it again. */
    "wallet.native_short": { retry: false },
    /** A run found that books and chain differ, as often as RECONCILIATION_DRIFT_THRESHOLD or more. Closes when all of it is resolved, or a later run agrees. */
    "reconciliation.drift": { retry: false },
    /** A run could not be finished. Closes when a later one ends. */
    "reconciliation.failed": { retry: false },
    /** A webhook failed ten times and was set aside. Closes when the webhook is processed. */
    "webhook.set_aside": { retry: true },
    /** A provider does not answer, and is offered to nobody. Closes when it answers again. */
    "provider.down": { retry: false },
    /** A provider answered otherwise than it was asked for a payment: another amount, wallet, contract. Nobody pays by it. Closed by a person. */
    "provider.wrong_answer": { retry: false },
    /** More deliveries to a provider's webhook were refused within an hour than `payment.refusedAlert`. Closed by a person. */
    "webhook.refused": { retry: false },
    /** The scanner has refused a target for minutes. Closes when it takes all that it is asked to. */
    "scanner.refuses": { retry: false },
  },
} as const satisfies Words;
