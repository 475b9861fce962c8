/** Something the person who started the stack can put right: shown as one line, without a stack trace. */
export class StackError extends Error {
  override readonly name: string = "StackError";
}

/** The local chain lost blocks that the scanner held for final: the start is tried again in a new world. */
export class WorldLost extends StackError {
  override readonly name = "WorldLost";
}
