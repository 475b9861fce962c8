export { type AccountKey, DEFERRED_KINDS } from "./chart.ts";
export { type Funds, fundsOf } from "./funds.ts";
export { type Journal, journalId, type Leg, type Outcome, post, tryPost } from "./post.ts";
export { type Account, type AccountFilter, accountsOf, accountView, type Custody, custody, transfersOf, trialBalance } from "./reads.ts";
