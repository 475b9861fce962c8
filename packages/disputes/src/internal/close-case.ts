import { DomainError } from "@amanat/contracts";
import { appendEvents, audit, type Json, type TxCtx } from "@amanat/db";
import { frozenIn, goesOn, type Locked, sumsOf, transition } from "@amanat/deals";
import type { Decision, Frozen } from "../rules.ts";
import { caseEvent } from "./events.ts";
import type { LockedCase } from "./locks.ts";
import { leave, type Leaving } from "./mediators.ts";
import { moveRuling, standingRuling } from "./rulings.ts";
import type { CaseRow } from "./rows.ts";
import { lapseSettlements } from "./settlements.ts";
import { type CaseMove, changeCase } from "./write-cases.ts";

export type How = "settled" | "conceded" | "ruled" | "withdrawn" | "undecided" | "money_gone";

/** Who ends a case, and what is said of it. */
export type Closing = {
  readonly move: CaseMove;
  readonly how: How;
  /** What happens to the money; null when it is gone already. */
  readonly decision: Decision | null;
  /** Unique among the movements of the deal. */
  readonly cause: string;
  readonly author: { readonly userId: string; readonly name: string } | null;
  readonly leaving?: Leaving;
  readonly audit?: Readonly<Record<string, Json>>;
};

/** What is on hold for a locked case. Errors: MONEY_LEFT when nothing is. */
export async function frozenFor(tx: TxCtx, { locked }: LockedCase): Promise<readonly Frozen[]> {
  const frozen = await frozenIn(tx, locked.deal);
  if (frozen.every(({ amount }) => amount === 0n)) throw new DomainError("MONEY_LEFT");
  return frozen;
}

/**
 * Ends a case for good: open offers and a standing ruling end with it, whoever has it is told, and the money goes where the decision says, in
 * the same transaction. Errors: those of `changeCase` and of `transition`.
 */
export async function closeCase(tx: TxCtx, both: LockedCase, closing: Closing): Promise<CaseRow> {
  const { row, locked } = both;
  const { move, how, decision, cause, author } = closing;
  const by = move.by === "timer" ? "system" : move.by;
  await lapseSettlements(tx, row);
  const standing = await standingRuling(tx, row);
  if (standing) await moveRuling(tx, standing, how === "ruled" ? "execute" : "lapse");
  await leave(tx, row, closing.leaving ?? "closed");
  const closed = await changeCase(tx, row, {
    move,
    change: { mediatorId: null, waitingSince: null },
    said: [{ kind: "ended", by, author: by === "system" ? null : author, data: { how } }],
  });
  await audit(tx, { action: `dispute.${move.on}`, subjectKind: "case", subjectId: row.id, payload: { how, cause, ...closing.audit } });
  const told = caseEvent("dispute.closed.v1", closed, by, { how });
  const mediator = row.mediatorId === null ? [] : [`user:${row.mediatorId}`];
  await appendEvents(tx, [{ ...told, channels: [...told.channels, ...mediator] }]);
  if (decision) await carryOut(tx, locked, decision, { cause, how });
  return closed;
}

/** Moves the deal as decided: the one place from which a case moves money. */
async function carryOut(tx: TxCtx, locked: Locked, decision: Decision, { cause, how }: { cause: string; how: How }): Promise<void> {
  if (decision.does === "restore") {
    await transition(tx, locked, { on: "dispute_over", by: "system", event: { by: "system" }, audit: { cause } });
  } else if (decision.does === "again") {
    const deliverBy = decision.until.toISOString();
    await transition(tx, locked, {
      on: "deliver_again",
      by: "system",
      until: decision.until,
      event: { deliverBy },
      audit: { cause, deliverBy },
    });
  } else {
    const { shares } = decision;
    const { asset, released, refunded } = sumsOf(shares, locked.deal.tranches);
    const sums = { released: released.toString(), refunded: refunded.toString() };
    const part = goesOn(locked.deal.tranches, shares);
    const on = part ? "divide_part" : shares.some(({ release }) => release > 0n) ? "divide" : "divide_back";
    const event = part ? { by: "system", asset, ...sums } : { ...sums, how };
    await transition(tx, locked, { on, by: "system", shares, cause, event, audit: { ...sums, cause, from: locked.deal.status } });
  }
}
