// Apart from the schemas: the operator's list needs the words without zod.

/**
 * Everything that needs a person, and who or what ends it. `mend`: the act that mends it closes it by itself. `retry`: an
 * operator can have it tried again. A new kind is a row here and a sentence in every language.
 */
export const INCIDENTS = {
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
  /** A reaction failed eight times and its event was passed over. */
  "event.given_up": { mend: "the event is handled", retry: true },
  /** A webhook failed ten times and was set aside. */
  "webhook.set_aside": { mend: "the webhook is processed", retry: true },
  "deadline.failing": { mend: "the deadline runs", retry: false },
  "loop.failing": { mend: "the loop works again", retry: false },
  "scanner.refuses": { mend: "the scanner takes a target", retry: false },
  "mail.failed": { mend: "none", retry: false },
  /** A buyer says that what was marked as delivered is not. */
  "deal.contested": { mend: "the buyer confirms, or the deal ends in a refund", retry: false },
  /** The places where a deal's money lies do not add up. */
  "books.unbalanced": { mend: "none", retry: false },
} as const satisfies Record<string, { mend: string; retry: boolean }>;
export type IncidentKind = keyof typeof INCIDENTS;
export const INCIDENT_KINDS = Object.keys(INCIDENTS) as [IncidentKind, ...IncidentKind[]];
export const INCIDENT_STATES = ["open", "acknowledged", "closed"] as const;
export type IncidentState = (typeof INCIDENT_STATES)[number];
