/** Something the person who runs the benchmark can put right; printed as one line, without a stack. */
export class BenchError extends Error {}
