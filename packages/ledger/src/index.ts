export { type AccountKey, DEFERRED_KINDS } from "./chart.ts";
export { type Funds, fundsOf } from "./funds.ts";
export { type Coalescer, type CoalescerOptions, openCoalescer } from "./coalescer.ts";
export { type Journal, journalId, type Leg } from "./journal.ts";
export { type BatchOutcome, type Outcome, post, postBatch, tryPost } from "./post.ts";
export { type Account, type AccountFilter, accountsOf, accountView, type Custody, custody, transfersOf, trialBalance } from "./reads.ts";
