import { type Ctx, inTransaction, now, requireSystem } from "@amanat/db";
import { factsFor } from "../feed.ts";
import { supersede } from "../internal/notices.ts";
import { takeComing } from "../internal/warned.ts";
import type { NoticePorts } from "../ports.ts";
import { tell, type Told } from "../internal/tell.ts";
import { WARNED } from "../internal/warnings.ts";

/** Dates of a turn. */
const PER_TURN = 200;

/**
 * Warns of the dates that come near, each once before it. A warning names the clock and its date: when the clock says another one by the time
 * the warning goes out, it is void. Returns how many dates were taken. Errors: FORBIDDEN (no process of ours).
 */
export function warner(ports: NoticePorts): (ctx: Ctx) => Promise<number> {
  const leads = WARNED.flatMap(({ purpose, leadsMs }) => leadsMs.map((leadMs) => ({ purpose, leadMs })));
  return async (ctx) => {
    requireSystem(ctx.actor);
    return inTransaction(ctx, async (tx) => {
      const at = await now(tx);
      const coming = await takeComing(tx, leads, at, PER_TURN);
      const asked = coming.flatMap((one) =>
        WARNED.filter(({ purpose, leadsMs }) => purpose === one.purpose && leadsMs.includes(one.leadMs)).map((telling) => ({
          telling,
          subjectId: one.subjectId,
          one,
        })),
      );
      const facts = await factsFor(tx, asked, ports);
      const told = asked.flatMap(({ telling, subjectId, one }): Told[] => {
        const fact = facts(telling.about, subjectId);
        if (fact === null) return [];
        const cause = `date:${one.purpose}:${subjectId}:${one.dueAt.getTime()}:${one.leadMs}`;
        const said = { actor: "", title: fact.title, detail: fact.detail ?? "" };
        const common = {
          tenantId: tx.actor.tenantId,
          cause,
          subjectId,
          actorId: null,
          titledById: fact.titledBy ?? null,
          said,
          place: fact.place,
        };
        return [...new Set(telling.to.flatMap((part) => fact.people[part] ?? []))].map((userId) => ({
          telling,
          notice: { ...common, by: one.dueAt, clock: one.purpose, userId },
        }));
      });
      await supersede(tx, coming, at);
      await tell(tx, told, ports);
      return coming.length;
    });
  };
}
