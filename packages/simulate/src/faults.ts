/** Everything that is done to the product on purpose. */
export const FAULTS = [
  "late delivery cancelled",
  "delivery contested",
  "cancelled by agreement",
  "more time by agreement",
  "proposal declined",
  "late payment",
  "short payment",
  "over-payment",
  "second payment",
  "wrong token",
  "money to the wallet that names nobody",
  "another token on a deposit address",
  "native coin nobody asked for",
  "flood of small coins in one transaction",
  "reorg, payment mined again",
  "reorg, payment gone for good",
  "reorg, our own transaction mined again",
  "webhook twice",
  "webhooks out of order",
  "webhook late",
  "webhook forged",
  "many callers with one key",
  "many callers with keys of their own",
  "chain not answering",
  "node refuses a transaction",
  "node forgets a transaction",
  "worker dies at a crash point",
  "connection cut",
  "database killed",
  "clock jumps",
  "journal posted again",
  "journal posted again, changed",
  "twins of one journal",
  "rivals for the same money",
  "more than is there",
  "one coin told twice",
] as const;
export type Fault = (typeof FAULTS)[number];

/** How often each was done. All of them were survived, or the run would have ended. */
export class Tally {
  readonly counts = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]));

  add(fault: Fault): void {
    this.counts.set(fault, (this.counts.get(fault) ?? 0) + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Something the product must never do. The run ends with it. */
export class Violation extends Error {}
