import { BrokenInvariant } from "@amanat/contracts";
import { newId, now, settle, type TxCtx } from "@amanat/db";
import { type IntentRow, lockIntent, type TransferRow, type UnmatchedRow } from "./rows.ts";
import { insertSweep, moveSweep } from "./write-rows.ts";

/** Plans the sweep of native coin on a deposit address. It pays its own gas and sends the rest to the wallet. */
export async function planNativeSweep(tx: TxCtx, intent: IntentRow, deposit: UnmatchedRow): Promise<void> {
  await lockIntent(tx, intent.id);
  await planSweep(tx, intent, { id: deposit.id, assetId: deposit.assetId, amount: deposit.amount });
}

/**
 * Plans one sweep for everything on an address in one asset: a further deposit is added to the sweep that is planned already.
 * The caller holds the intent's lock, so that two deposits to its address do not plan two.
 */
export async function planSweep(tx: TxCtx, intent: IntentRow, deposit: Pick<TransferRow, "id" | "assetId" | "amount">): Promise<void> {
  if (intent.derivationIndex === null || intent.depositAddress === null || deposit.assetId === null)
    throw new BrokenInvariant(`deposit ${deposit.id} has nothing to sweep`);
  const place = { chain: intent.chain, address: intent.depositAddress, assetId: deposit.assetId };
  await settle(tx, ["Sweep"]);
  const planned = await tx.tx.sweep.findFirst({ where: { ...place, status: "planned" }, orderBy: { createdAt: "asc" } });
  if (planned) {
    await moveSweep(tx, planned, "planned", { amount: (planned.amount + deposit.amount).toString() });
    return;
  }
  await insertSweep(tx, {
    ...place,
    id: newId(),
    tenantId: intent.tenantId,
    intentId: intent.id,
    incomingId: deposit.id,
    derivationIndex: intent.derivationIndex,
    amount: deposit.amount,
    createdAt: await now(tx),
  });
}
