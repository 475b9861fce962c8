export { type AccountKey, DEFERRED_KINDS, trancheParty } from "./internal/chart.ts";
export { type Funds, fundsOf } from "./reads/funds.ts";
export { type Coalescer, type CoalescerOptions, openCoalescer } from "./verbs/coalescer.ts";
export { type Journal, journalId, type Leg } from "./internal/journal.ts";
export { type BatchOutcome, type Outcome, post, postBatch, postIf, postLast, tryPost } from "./verbs/post.ts";
export {
  type Account,
  type AccountFilter,
  accountsOf,
  accountView,
  type Custody,
  custody,
  transfersOf,
  type TrialBalance,
  trialBalance,
} from "./reads/books.ts";
export { type Crossing, crossings, journalTouches } from "./reads/crossings.ts";
export { potsIn } from "./reads/pots.ts";
export { type CsvOptions, writeTransfersCsv } from "./reads/statements/csv.ts";
export { liabilitiesOf, liabilityProofOf } from "./reads/statements/liabilities.ts";
export { recordedBlocks, recordedTransfers, sealedOf } from "./reads/record.ts";
export { balanceAt } from "./reads/statements/moment.ts";
export type { Period, Statement, StatementLine } from "./reads/statements/line.ts";
export { statementOf } from "./reads/statements/statement.ts";
export { closeBooks } from "./verbs/close-books.ts";
export { type Frozen, type Hold, hold, unhold } from "./verbs/hold.ts";
export { reverse } from "./verbs/reverse.ts";
export { takeLiabilities } from "./verbs/take-liabilities.ts";
export { portions, type Share, type Split, split, splitLast } from "./verbs/split.ts";
export type { BooksPorts } from "./ports.ts";
export { anchor, roller, seal, type Sealed, sealFinished } from "./verbs/seal.ts";
export type { Finding } from "./reads/verify/finding.ts";
export { type Verified, verifyLedger, type VerifyOptions } from "./reads/verify/verify.ts";
