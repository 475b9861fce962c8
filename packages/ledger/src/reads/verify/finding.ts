/** A finding: something in the ledger is wrong. */
export interface Finding {
  /** The broken invariant. `content`: a row was changed. `anchor`: a block differs from its anchored head. */
  check: "I1" | "I2" | "I3" | "I4" | "I6" | "I7" | "I10" | "content" | "anchor";
  /** The first wrong row: a journal's leg, an account, a block, a scope. */
  subject: string;
  message: string;
}
