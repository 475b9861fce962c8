/** A block's hash, as it was told to the world outside the database. */
export interface Anchor {
  n: bigint;
  /** In hex. */
  hash: string;
  at: Date;
}

/**
 * A place the database cannot reach, where heads of the chain of blocks are kept: what a database tells of its own past
 * can be rewritten with it. Only ever added to.
 */
export interface AnchorSink {
  /** The newest anchor, or null. */
  last(): Promise<Anchor | null>;
  /** Keeps them before it resolves. */
  append(anchors: readonly Anchor[]): Promise<void>;
  /** Every anchor, in order. */
  all(): AsyncIterable<Anchor>;
}
