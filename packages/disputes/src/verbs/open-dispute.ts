import { type CaseMoved, DomainError, openDisputeInput, parsed, phaseOf } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireUser, setDeadline, setting, type TxCtx } from "@amanat/db";
import {
  actingParty,
  after,
  allow,
  expectVersion,
  idOf,
  lockDeal,
  type Locked,
  partyOf,
  type TrancheRow,
  transition,
  whatDiffers,
} from "@amanat/deals";
import type * as z from "zod";
import { caseEvent, movedCase } from "../internal/events.ts";
import { casesOf, liveCase, wireShares } from "../internal/rows.ts";
import { isSmall, partsOf } from "../internal/parts.ts";
import { insertCase } from "../internal/write-cases.ts";
import type { DisputePorts } from "../ports.ts";
import { asksOf, MOST_CASES } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

/**
 * A party opens a case about a deal's money: what is wrong, what is asked for, and their statement. The money of the parts it is about is put on
 * hold in the same transaction, with the payouts of it that are not signed; the deal's clocks stop. The other side has its time to answer.
 *
 * - Who: a party of the deal.
 * - From: where the kind's machine has `dispute`, with no case open, and at most `MOST_CASES` cases in a deal.
 * - Two at once: one through, the other DISPUTE_EXISTS. Against a confirmation, a cancellation or the release by timer: whoever locks the
 *   deal first; the case then finds the money gone (MONEY_LEFT), or the other finds the case (IN_DISPUTE).
 * - Replay: with the same Idempotency-Key the stored answer; without one DISPUTE_EXISTS. Dies before the commit: no case and no hold.
 *
 * Errors: AUTHENTICATION_REQUIRED, VALIDATION_ERROR, NOT_FOUND (also for strangers), FORBIDDEN (staff), DISPUTE_EXISTS, MONEY_LEFT,
 * INVALID_STATE (nothing is held yet, or too many cases), VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openDispute(ctx: Ctx, input: z.input<typeof openDisputeInput>, ports: DisputePorts): Promise<CaseMoved> {
  const user = requireUser(ctx.actor);
  const command = parsed(openDisputeInput, input);
  return oncePerKey(ctx, "disputes.open", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), ports.kinds);
    const { deal } = locked;
    const side = actingParty(deal, tx.actor);
    await requireOpenable(tx, locked);
    expectVersion(deal, command.version);
    const tranches = chosen(locked, command.tranches);
    const asked = command.shares.map(({ tranche, release, refund }) => ({ tranche, release: BigInt(release), refund: BigInt(refund) }));
    requireAsk(side, command.ask, asked, tranches);
    const at = await now(tx);
    const parts = partsOf(tranches);
    const small = await isSmall(tx, parts);
    const stateBy = after(at, await setting(tx, small ? SETTINGS.smallStateHours : SETTINGS.stateHours), "hours");
    const lastAt = after(at, await setting(tx, SETTINGS.lastDays), "days");
    const { reason, ask, certainty, statement } = command;
    const [buyerAt, sellerAt] = side === "buyer" ? [at, null] : [null, at];
    const data = {
      dealId: deal.id,
      title: deal.title,
      buyerId: partyOf(deal, "buyer"),
      sellerId: partyOf(deal, "seller"),
      openedBy: side,
      reason,
      ask,
      certainty,
      asked: wireShares(asked),
      parts,
      small,
      openedAt: at,
      lastAt,
      buyerStatedAt: buyerAt,
      buyerActedAt: buyerAt,
      sellerStatedAt: sellerAt,
      sellerActedAt: sellerAt,
    };
    const author = { userId: user.userId, name: user.name };
    const said = { reason, ask, certainty, asked: wireShares(asked), parts };
    const row = await insertCase(tx, data, [
      { kind: "opened", by: side, author, data: said },
      { kind: "statement", by: side, author, text: statement },
    ]);
    await setDeadline(tx, { purpose: "dispute_state", subjectId: row.id, dueAt: stateBy });
    await setDeadline(tx, { purpose: "dispute_last", subjectId: row.id, dueAt: lastAt });
    const event = { by: side, until: lastAt.toISOString() };
    const freeze = { tranches: tranches.map(({ ordinal }) => ordinal), reason, until: lastAt };
    await transition(tx, locked, { on: "dispute", by: side, freeze, event, audit: { ...event, caseId: row.id } });
    await audit(tx, { action: "dispute.open", subjectKind: "case", subjectId: row.id, payload: { dealId: deal.id, reason, ask, small } });
    await appendEvents(tx, [caseEvent("dispute.opened.v1", row, side, { by: side, stateBy: stateBy.toISOString() })]);
    return movedCase(row);
  });
}

/** Errors: DISPUTE_EXISTS, MONEY_LEFT, INVALID_STATE. */
async function requireOpenable(tx: TxCtx, locked: Locked): Promise<void> {
  const { deal } = locked;
  if (await liveCase(tx, deal.id)) throw new DomainError("DISPUTE_EXISTS");
  if (["completed", "undone"].includes(phaseOf(deal.kind, deal.status))) throw new DomainError("MONEY_LEFT");
  await allow(tx, locked, { on: "dispute", by: actingParty(deal, tx.actor) });
  const before = await casesOf(tx, deal.id);
  if (before.length >= MOST_CASES) throw new DomainError("INVALID_STATE", "Too many cases were opened about this deal.");
}

/** The parts of the price it is about: those that were named, or all that is held. */
function chosen({ deal }: Locked, named: readonly number[] | undefined): TrancheRow[] {
  const held = deal.tranches.filter(({ status }) => status === "held");
  const about = named === undefined ? held : held.filter(({ ordinal }) => named.includes(ordinal));
  if (about.length === 0) throw new DomainError("MONEY_LEFT");
  if (named !== undefined && about.length !== new Set(named).size)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "tranches", code: "not_held" }] });
  return about;
}

type Asked = Parameters<typeof whatDiffers>[0];

function requireAsk(
  side: "buyer" | "seller",
  ask: z.output<typeof openDisputeInput>["ask"],
  asked: Asked,
  tranches: readonly TrancheRow[],
): void {
  const parts = tranches.map(({ ordinal: tranche, amount }) => ({ tranche, amount }));
  const wrong = ask === "partial_refund" ? whatDiffers(asked, parts) : asked.length > 0 ? [{ path: "shares", code: "unexpected" }] : [];
  const issues = asksOf(side).includes(ask) ? wrong : [{ path: "ask", code: "unexpected" }];
  if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
}
