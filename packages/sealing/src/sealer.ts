import type { Ctx } from "@amanat/db";
import type { AnchorSink } from "./ports.ts";

/** Blocks of one turn: a backlog must not keep the loop from stopping. */
const BLOCKS_PER_TURN = 20;

export type Chain = {
  /** Seals what is finished, `most` blocks of it at most. Answers how many were made. */
  seal(ctx: Ctx, most: number): Promise<number>;
  /** Tells the sink the heads it does not have yet. Answers how many. */
  anchor(ctx: Ctx, sink: AnchorSink): Promise<number>;
  /** Null where heads are kept nowhere outside the database. */
  sink: AnchorSink | null;
};

/** One turn of a chain's sealer: seals what is finished, and tells the new heads outside. */
export function sealer({ seal, anchor, sink }: Chain): (ctx: Ctx) => Promise<void> {
  // The first turn also makes up for heads that a crash left untold.
  let untold = true;
  return async (ctx) => {
    if ((await seal(ctx, BLOCKS_PER_TURN)) > 0) untold = true;
    if (sink !== null && untold) while ((await anchor(ctx, sink)) > 0);
    untold = false;
  };
}
