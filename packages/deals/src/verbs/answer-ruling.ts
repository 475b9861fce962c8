import { answerRulingInput, DomainError, parsed, publicId, type rulingMoved } from "@amanat/contracts";
import { appendEvents, audit, type Ctx, now, oncePerKey, requireRole, requireStepUp, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { expectVersion, idOf } from "../internal/input.ts";
import { type Locked, lockDeal } from "../internal/locks.ts";
import { rulingEvent } from "../internal/events.ts";
import type { DealRow } from "../internal/rows.ts";
import { moveRuling, rulingBlock, rulingOf, type RulingRow, rulingView, sharesOf } from "../internal/rulings.ts";
import { partyOf } from "../internal/who.ts";
import type { Kinds } from "../kind.ts";
import type { PeoplePort } from "../ports.ts";
import { goesOn, sumsOf } from "../rules.ts";
import { allow, transition } from "../transition.ts";

/**
 * A second admin approves a ruling or declines it. On approval the hold ends by the ruling's shares, in the same transaction. The deal
 * ends (`rule` when anything is released, `rule_back` when all of it is refunded), or goes on when more of its price is held
 * (`rule_part`). The payouts that follow are approved one by one, like any others.
 *
 * - Who: to approve, an admin who did not propose it, is no party, and is not new in the role. To decline: any admin who is no party.
 * - From: the ruling is open, a party's hold covers the money.
 * - Two at once: one through, the other INVALID_STATE. Against the parties or the hold's date: whoever locks the deal first.
 * - Replay: with the same Idempotency-Key the stored answer; without one INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN (also a new admin), VALIDATION_ERROR (what is frozen has changed), NOT_FOUND,
 * SELF_APPROVAL, INVALID_STATE, VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function answerRuling(
  ctx: Ctx,
  input: z.input<typeof answerRulingInput>,
  ports: { readonly kinds: Kinds; readonly people?: PeoplePort },
): Promise<z.infer<typeof rulingMoved>> {
  requireRole(ctx.actor, "admin");
  const command = parsed(answerRulingInput, input);
  return oncePerKey(ctx, "deals.answerRuling", command, async (tx) => {
    const locked = await lockDeal(tx, idOf("deal", command.dealId), ports.kinds);
    const { deal } = locked;
    const row = await rulingOf(tx, deal, idOf("ruling", command.rulingId));
    const block = rulingBlock(row, deal, tx.actor);
    if (block === "own_deal" || (block === "own" && command.answer === "approve")) throw new DomainError("SELF_APPROVAL");
    if (row.status !== "open") throw new DomainError("INVALID_STATE");
    expectVersion(row, command.version);
    const [ended, moved] = command.answer === "approve" ? await approve(tx, locked, row, ports.people) : await decline(tx, deal, row);
    return { dealId: publicId("deal", deal.id), dealVersion: moved.version, ruling: rulingView(ended, moved, tx.actor) };
  });
}

async function approve(tx: TxCtx, locked: Locked, row: RulingRow, people?: PeoplePort): Promise<[RulingRow, DealRow]> {
  const { deal } = locked;
  const { userId } = requireRole(tx.actor, "admin");
  const from = people ? await people.decidesFrom(tx, userId) : null;
  if (people && (from === null || from > (await now(tx)))) throw new DomainError("FORBIDDEN", "New admins approve nothing yet.");
  const shares = sharesOf(row);
  const pays = shares.some(({ release }) => release > 0n);
  const { asset, released, refunded } = sumsOf(shares, deal.tranches);
  const sums = { released: released.toString(), refunded: refunded.toString() };
  const part = goesOn(deal.tranches, shares);
  const move = {
    on: part ? "rule_part" : pays ? "rule" : "rule_back",
    by: "admin",
    shares,
    cause: `ruling:${row.id}`,
    event: part ? { by: "admin", asset, ...sums } : sums,
    audit: { ...sums, rulingId: row.id, from: deal.status },
  } as const;
  await allow(tx, locked, move);
  await requireStepUp(tx, {
    action: "deal.rule",
    subject: publicId("ruling", row.id),
    amount: (pays ? released : refunded).toString(),
    asset,
    destination: publicId("user", partyOf(deal, pays ? "seller" : "buyer")),
  });
  // Before the deal moves: the end of the hold lapses every ruling that is still open.
  const ended = await moveRuling(tx, row, "approve");
  return [ended, await transition(tx, locked, move)];
}

async function decline(tx: TxCtx, deal: DealRow, row: RulingRow): Promise<[RulingRow, DealRow]> {
  const ended = await moveRuling(tx, row, "decline");
  await audit(tx, { action: "deal.decline_ruling", subjectKind: "deal", subjectId: deal.id, payload: { rulingId: row.id } });
  await appendEvents(tx, [rulingEvent("deal.ruling_declined.v1", deal, row.id)]);
  return [ended, deal];
}
