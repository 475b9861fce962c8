/** Something that is not as it must be. */
export interface Finding {
  /** The invariant it breaks; `content`: a row is not what was posted; `anchor`: a block is not what was told outside. */
  check: "I1" | "I2" | "I3" | "I4" | "I6" | "I7" | "I10" | "content" | "anchor";
  /** The first thing that is wrong, by name: a journal's leg, an account, a block, a scope. */
  subject: string;
  message: string;
}
