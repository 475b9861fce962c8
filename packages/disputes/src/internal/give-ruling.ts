import { publicId } from "@amanat/contracts";
import { appendEvents, now, setDeadline, setting, type TxCtx } from "@amanat/db";
import { after } from "@amanat/deals";
import type { DisputePorts } from "../ports.ts";
import { ruledBy, sanctionOf } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { closeCase, frozenFor } from "./close-case.ts";
import { caseEvent } from "./events.ts";
import type { LockedCase } from "./locks.ts";
import { leave } from "./mediators.ts";
import { type CaseRow, personOf, sharesIn, wireShares } from "./rows.ts";
import { insertRuling, moveRuling, type Ruled, type RulingRow, standingRuling } from "./rulings.ts";
import { lapseSettlements } from "./settlements.ts";
import { type CaseMove, changeCase } from "./write-cases.ts";

type By = CaseMove & { readonly by: "mediator" | "timer" };

/** Gives a ruling: it stands until its time to appeal is over, or is carried out at once where it is the last word. */
export async function giveRuling(tx: TxCtx, both: LockedCase, ruled: Ruled, move: By, ports: DisputePorts): Promise<CaseRow> {
  const { row } = both;
  // What was offered before it was not offered to whoever has just lost.
  await lapseSettlements(tx, row);
  const before = await standingRuling(tx, row);
  if (before) await moveRuling(tx, before, "overturn");
  const ruling = await insertRuling(tx, row, ruled);
  const by = move.by === "timer" ? "system" : "mediator";
  const last = move.on === "rule_finally" || move.on === "default_finally";
  const { outcome, sanctions, reasons, defaulted } = ruled;
  const data = {
    rulingId: publicId("ruling", ruling.id),
    round: row.round,
    outcome,
    shares: wireShares(ruled.shares),
    until: ruled.until?.toISOString() ?? null,
    sanctions: [...sanctions],
    defaulted,
  };
  const said = [{ kind: "ruling", by, author: ruled.by, text: reasons, data }] as const;
  const appealBy = last ? null : after(await now(tx), await setting(tx, SETTINGS.appealHours), "hours");
  const told = { rulingId: data.rulingId, outcome, appealBy: appealBy?.toISOString() ?? null, defaulted };
  if (appealBy === null) {
    const recorded = await changeCase(tx, row, { said });
    await appendEvents(tx, [caseEvent("dispute.ruled.v1", recorded, by, told)]);
    return execute(tx, { ...both, row: recorded }, ruling, move, ports);
  }
  await leave(tx, row, "ruled");
  const written = await changeCase(tx, row, { move, change: { mediatorId: null }, said });
  await setDeadline(tx, { purpose: "dispute_appeal", subjectId: row.id, dueAt: appealBy });
  const event = caseEvent("dispute.ruled.v1", written, by, told);
  const mediator = row.mediatorId === null ? [] : [`user:${row.mediatorId}`];
  await appendEvents(tx, [{ ...event, channels: [...event.channels, ...mediator] }]);
  return written;
}

/** Carries a ruling out: the money by its outcome, the people by its sanctions, each once. */
export async function execute(tx: TxCtx, both: LockedCase, ruling: RulingRow, move: By, ports: DisputePorts): Promise<CaseRow> {
  const { row } = both;
  const asked = { shares: sharesIn(ruling.shares), until: ruling.until };
  const decision = ruledBy(ruling.outcome, asked, await frozenFor(tx, both));
  const cause = `ruling:${ruling.id}`;
  const closing = {
    move,
    how: "ruled",
    decision,
    cause,
    author: ruling.byId === null ? null : { userId: ruling.byId, name: ruling.byName ?? "" },
    leaving: "ruled",
  } as const;
  const closed = await closeCase(tx, both, closing);
  for (const sanction of ruling.sanctions) {
    const { side, kind } = sanctionOf(sanction);
    await ports.sanction(tx, { userId: personOf(row, side), kind, cause, by: ruling.byId });
  }
  return closed;
}
