import { canonicalAddress, DomainError, type payoutCheck } from "@amanat/contracts";
import { type Ctx, reader, setting, type TxCtx } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import type * as z from "zod";
import { SETTINGS } from "../settings.ts";
import { limitOf } from "./approval-limits.ts";
import { waitingAccount } from "./journal-legs.ts";
import type { PayoutRow } from "./rows.ts";

type Check = z.infer<typeof payoutCheck>;

/** What the account holds that a payout is paid from. */
async function balanceBehind(ctx: Ctx, payout: PayoutRow): Promise<bigint> {
  const { kind, ...account } = waitingAccount(payout);
  const accounts = await accountsOf(ctx, { ...account, kinds: [kind] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
}

/** Which address of a payout stands on the operator's list: where it goes, or one of those that the money came from. */
async function screeningOf(ctx: Ctx, { destination, scope, unmatchedId }: PayoutRow): Promise<Check["screening"]> {
  const listed = await setting(ctx, SETTINGS.screened);
  if (listed.length === 0) return "clear";
  if (listed.includes(canonicalAddress(destination))) return "destination";
  const sender = { in: [...listed] };
  const db = reader(ctx);
  const came =
    unmatchedId === null
      ? await db.incomingTransfer.count({ where: { sender, intent: { parts: { some: { scope } } }, status: "credited" } })
      : await db.unmatchedDeposit.count({ where: { id: unmatchedId, sender } });
  return came > 0 ? "sender" : "clear";
}

/** Whether two admins have to approve it. */
export async function needsTwo(ctx: Ctx, { amount, assetId }: PayoutRow): Promise<boolean> {
  return amount > (await limitOf(ctx, "twoAbove", assetId));
}

/** What an approver has to see. The approval asks for the same again. */
export async function checkOf(ctx: Ctx, payout: PayoutRow): Promise<Check> {
  const balance = await balanceBehind(ctx, payout);
  return {
    balance: balance.toString(),
    covered: balance >= payout.amount,
    screening: await screeningOf(ctx, payout),
    typed: payout.amount > (await limitOf(ctx, "typedAbove", payout.assetId)),
    two: await needsTwo(ctx, payout),
  };
}

/** Errors: VALIDATION_ERROR (`balance` differs from what was shown, or an address is on the list), INSUFFICIENT_FUNDS. */
export async function refuseChanged(tx: TxCtx, payout: PayoutRow, shown: string | undefined): Promise<void> {
  const screening = await screeningOf(tx, payout);
  if (screening !== "clear") throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: screening, code: "screened" }] });
  if (shown === undefined) return;
  const balance = await balanceBehind(tx, payout);
  if (balance.toString() !== shown)
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "balance", code: "differs" }] });
  if (balance < payout.amount) throw new DomainError("INSUFFICIENT_FUNDS");
}
