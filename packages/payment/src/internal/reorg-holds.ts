/** Holds in the chain's name: over tranches that a deposit has left after it was credited. */
import { closeDeadline, now, setDeadline, setting, settle, type TxCtx } from "@amanat/db";
import { REORG } from "../rules.ts";
import { SETTINGS } from "../settings.ts";
import { holdMoney } from "../verbs/hold-money.ts";
import { liftHold } from "../verbs/lift-hold.ts";
import type { HoldRow } from "./rows.ts";
import type { Tranche } from "./tranche-balance.ts";

const DAY_MS = 24 * 60 * 60_000;

const timerOf = (holdId: string) => ({ purpose: "reorg_hold", subjectId: holdId });

/** Puts a tranche on hold until its price is whole again, and until a date at most. The caller holds the agreement's lock. */
export async function holdForReorg(tx: TxCtx, { scope, tranche }: Tranche): Promise<void> {
  const days = await setting(tx, SETTINGS.reorgHoldDays);
  const until = new Date((await now(tx)).getTime() + days * DAY_MS);
  const reason = "The chain took back a payment that was credited.";
  const { holdId } = await holdMoney(tx, { scope, tranche, reason, by: REORG, until });
  await setDeadline(tx, { ...timerOf(holdId), dueAt: until });
}

/**
 * Lifts these holds on a tranche once none of its deposits is missing any more. What they took, of whichever payer or payee, goes on as
 * before. `holds`: the tranche's live ones. Returns whether it has lifted any.
 */
export async function endReorgHolds(tx: TxCtx, tranche: Tranche, holds: readonly HoldRow[]): Promise<boolean> {
  const own = holds.filter(({ placedBy }) => placedBy === REORG);
  if (own.length === 0 || (await isMissing(tx, tranche))) return false;
  for (const hold of own) await liftReorgHold(tx, hold);
  return true;
}

/** Lifts a hold if it is one in the chain's name. */
export async function liftReorgHold(tx: TxCtx, { id, placedBy }: { id: string; placedBy: string }): Promise<void> {
  if (placedBy !== REORG) return;
  await liftHold(tx, { holdId: id, by: REORG, restore: true });
  await closeDeadline(tx, timerOf(id));
}

/** A deposit is missing while the operator bears its loss, or while the price that it had paid is open again. */
async function isMissing(tx: TxCtx, { scope, tranche }: Tranche): Promise<boolean> {
  const pays = { parts: { some: { scope, tranche } } };
  await settle(tx, ["IncomingTransfer", "PaymentIntent"]);
  const missing = { status: "reverted", intent: pays } as const;
  return (
    (await tx.tx.incomingTransfer.count({
      where: {
        OR: [
          { ...missing, shortage: true },
          { ...missing, intent: { ...pays, status: { not: "credited" } } },
        ],
      },
    })) > 0
  );
}
