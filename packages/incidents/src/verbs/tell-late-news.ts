import { type Ctx, mendIncidents, oldestOpen, raiseIncident, requireSystem, setting } from "@amanat/db";
import { SETTINGS } from "../settings.ts";

/** All news stands in one order, so that there is one such thing at a time. */
const SUBJECT = "news";

/**
 * Makes a turn that tells the operators when one transaction keeps everybody's news back for too long: streams, reactions and sealing stand
 * behind the oldest writer in any database of the server. It compares what it finds with what it found before, because our role is not told
 * when another role's transaction began. Closes by itself when that one has ended. Errors: FORBIDDEN (not the system).
 */
export function tellLateNews(): (ctx: Ctx) => Promise<void> {
  let known = { writer: "", since: 0 };
  return async (ctx) => {
    requireSystem(ctx.actor);
    const found = await oldestOpen(ctx.db);
    if (found === null || found.writer !== known.writer) {
      // A worker that has just started does not know whether this is what another one has told.
      const over = found === null || known.writer !== "";
      known = { writer: found?.writer ?? "", since: found?.at ?? 0 };
      if (over) await mendIncidents(ctx, SUBJECT, ["events.late"]);
      return;
    }
    const seconds = found.at - known.since;
    if (seconds < (await setting(ctx, SETTINGS.lateNewsSeconds))) return;
    const { pid, role, database } = found;
    await raiseIncident(ctx, { kind: "events.late", subject: SUBJECT, detail: { seconds: seconds.toFixed(0), pid, role, database } });
  };
}
