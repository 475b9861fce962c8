/** Everything that is done to the product on purpose, whatever kind of deal it meets. A kind's lives add their own. */
export const FAULTS = [
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
  "platform down",
  "nobody to rule",
  "journal posted again",
  "journal posted again, changed",
  "twins of one journal",
  "rivals for the same money",
  "more than is there",
  "one coin told twice",
] as const;

/** How often each was done. All of them were survived, or the run would have ended. */
export class Tally {
  readonly counts: Map<string, number>;

  constructor(ofKinds: readonly string[] = []) {
    this.counts = new Map([...FAULTS, ...ofKinds].map((fault) => [fault, 0]));
  }

  add(fault: string): void {
    const count = this.counts.get(fault);
    if (count === undefined) throw new Error(`nobody has listed the fault "${fault}"`);
    this.counts.set(fault, count + 1);
  }

  get total(): number {
    return [...this.counts.values()].reduce((sum, count) => sum + count, 0);
  }
}

/** Something the product must never do. The run ends with it. */
export class Violation extends Error {}
