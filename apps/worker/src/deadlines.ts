import { TIMERS } from "@amanat/contexts";
import {
  type Ctx,
  type Deadline,
  inTransaction,
  mendIncidents,
  now,
  postponeDeadline,
  raiseIncident,
  runTimer,
  takeDueDeadline,
} from "@amanat/db";

const PER_PASS = 50;
const LONGEST_WAIT_MS = 5 * 60_000;
/** Failures of one deadline before a person is told. */
const TELL_AFTER = 5;

const subjectOf = (row: Deadline) => `${row.purpose} ${row.subjectId}`;

/** Runs every deadline that is due, most overdue first, each in its own transaction. Answers how many. */
export async function runDeadlines(ctx: Ctx): Promise<number> {
  let ran = 0;
  while (ran < PER_PASS) {
    const taken: { row: Deadline | null } = { row: null };
    try {
      const worked = await inTransaction(ctx, async (tx) => {
        taken.row = await takeDueDeadline(tx, Object.keys(TIMERS));
        if (taken.row === null) return false;
        await runTimer(tx, TIMERS, taken.row);
        if (taken.row.attempts >= TELL_AFTER) await mendIncidents(tx, subjectOf(taken.row), ["deadline.failing"]);
        return true;
      });
      if (!worked) return ran;
      ran += 1;
    } catch (error) {
      if (taken.row === null) throw error;
      await putOff(ctx, taken.row, error);
    }
  }
  return ran;
}

/** A deadline is never dropped: it is tried again, less and less often, with the reason on its row. */
async function putOff(ctx: Ctx, row: Deadline, error: unknown): Promise<void> {
  ctx.log.error({ err: error, purpose: row.purpose, subject: row.subjectId }, "a deadline failed");
  const wait = Math.min(LONGEST_WAIT_MS, 1_000 * 2 ** Math.min(row.attempts, 10));
  await inTransaction(ctx, async (tx) => {
    const again = new Date((await now(tx)).getTime() + wait);
    const failure = error instanceof Error ? error.message : String(error);
    await postponeDeadline(tx, row, again, failure);
    if (row.attempts + 1 >= TELL_AFTER) await raiseIncident(tx, { kind: "deadline.failing", subject: subjectOf(row), detail: { failure } });
  });
}
