import { type Ctx, mendIncidents, raiseIncident } from "@amanat/db";

/** Turns of a loop that may fail one after the other, a second apart, before a person is told. */
const TELL_AFTER = 30;

/**
 * A loop's turn that says when it does not get on. With the database away nothing can be told there; `/readyz` says that.
 */
export function told(name: string, turn: (ctx: Ctx) => Promise<unknown>): (ctx: Ctx) => Promise<void> {
  let failures = 0;
  // A process that starts does not know what the one before it has told.
  let untold = true;
  return async (ctx) => {
    try {
      await turn(ctx);
    } catch (error) {
      failures += 1;
      if (failures === TELL_AFTER) {
        const detail = { failure: error instanceof Error ? error.message : String(error) };
        await raiseIncident(ctx, { kind: "loop.failing", subject: name, detail }).catch(() => undefined);
      }
      throw error;
    }
    if (untold || failures >= TELL_AFTER) await mendIncidents(ctx, name, ["loop.failing"]);
    [failures, untold] = [0, false];
  };
}
