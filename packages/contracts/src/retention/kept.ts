/**
 * What stays when a person goes, because the law or the other side of a deal needs it: named to them before and after. `deals`: what was agreed,
 * with whom. `money`: payments, payouts and their addresses on chain. `books`: the ledger. `messages`: that they wrote, and when. `rulings`:
 * what was ruled about them. `trail`: that they acted, and when.
 */
export const KEPT_KINDS = ["deals", "money", "books", "messages", "rulings", "trail"] as const;
export type KeptKind = (typeof KEPT_KINDS)[number];
