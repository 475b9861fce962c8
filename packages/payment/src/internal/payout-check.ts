import { canonicalAddress, DomainError, type payoutCheck } from "@amanat/contracts";
import { type Ctx, now, reader, setting, type TxCtx } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import type * as z from "zod";
import { SETTINGS } from "../settings.ts";
import { isOfDeal } from "../rules.ts";
import { limitOf } from "./approval-limits.ts";
import type { PayInPorts } from "../ports.ts";
import { waitingAccount } from "./journal-legs.ts";
import type { PayoutRow } from "./rows.ts";
import { isDeviceNeeded } from "./safekeeping.ts";

type Check = z.infer<typeof payoutCheck>;

/** What the account holds that a payout is paid from. */
async function balanceBehind(ctx: Ctx, payout: PayoutRow): Promise<bigint> {
  const { kind, ...account } = waitingAccount(payout);
  const accounts = await accountsOf(ctx, { ...account, kinds: [kind] });
  return accounts.reduce((sum, { balance }) => sum + balance, 0n);
}

/** How long a payout is not approved to an address that was found listed. After that an approval has it asked about again. */
const LISTED_MS = 24 * 60 * 60_000;

/** Whether the last time that this address was asked about is not long ago, and it was listed. */
async function foundListed(ctx: Ctx, { kind, chain, destination, cause, unmatchedId }: PayoutRow): Promise<boolean> {
  // Nobody was asked about one of a deal that takes no other's place: it will be, before it is signed.
  if (isOfDeal({ kind, unmatchedId }) && !cause.startsWith("again:")) return false;
  const since = new Date((await now(ctx)).getTime() - LISTED_MS);
  const last = await reader(ctx).screening.findFirst({
    where: { chain, address: canonicalAddress(destination), at: { gt: since } },
    orderBy: [{ at: "desc" }, { id: "desc" }],
  });
  return last?.verdict === "hit";
}

/**
 * Which address of a payout no money may go to or come from: where it goes, or one of those that the money came from. By the operator's own
 * list, and of where it goes also by what its last screening said.
 */
async function screeningOf(ctx: Ctx, payout: PayoutRow): Promise<Check["screening"]> {
  const { destination, scope, unmatchedId } = payout;
  if (await foundListed(ctx, payout)) return "destination";
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

/** Whether where it goes stands on the operator's own list, now. */
export async function operatorRefuses(ctx: Ctx, { destination }: PayoutRow): Promise<boolean> {
  return (await setting(ctx, SETTINGS.screened)).includes(canonicalAddress(destination));
}

/** Whether two admins have to approve it. */
export async function needsTwo(ctx: Ctx, { amount, assetId }: PayoutRow): Promise<boolean> {
  return amount > (await limitOf(ctx, "twoAbove", assetId));
}

/** What an approver has to see. The approval asks for the same again. */
export async function checkOf(ctx: Ctx, payout: PayoutRow, ports: Pick<PayInPorts, "safekeeping">): Promise<Check> {
  const balance = await balanceBehind(ctx, payout);
  const two = await needsTwo(ctx, payout);
  return {
    balance: balance.toString(),
    covered: balance >= payout.amount,
    screening: await screeningOf(ctx, payout),
    typed: payout.amount > (await limitOf(ctx, "typedAbove", payout.assetId)),
    two,
    device: (await isDeviceNeeded(ctx, ports)) ? "needed" : two && ports.safekeeping !== undefined ? "may_be" : "not_needed",
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
