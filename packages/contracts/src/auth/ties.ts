/** What of a person's still runs, so that they can not simply go: a deal, money that is theirs, a payout on its way, a case. */
export const TIE_KINDS = ["deal", "money", "payout", "case"] as const;
export type TieKind = (typeof TIE_KINDS)[number];
