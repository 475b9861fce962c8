import { type PartyRole, publicId } from "@amanat/contracts";
import { requireStepUp, type TxCtx } from "@amanat/db";
import { type Share, sumsOf } from "@amanat/deals";
import { partsIn } from "./parts.ts";
import { type CaseRow, personOf } from "./rows.ts";
import { otherSide } from "../rules.ts";

/**
 * Who settles gives money away, and proves to be there: bound to the case, the amount that goes to the other side, and who that is. Where
 * nothing goes there, nothing has to be proved. Errors: STEP_UP_REQUIRED.
 */
export async function proveSettling(tx: TxCtx, row: CaseRow, side: PartyRole, shares: readonly Share[]): Promise<void> {
  const parts = partsIn(row.parts).map(({ tranche: ordinal, asset: assetId }) => ({ ordinal, assetId }));
  const { asset, released, refunded } = sumsOf(shares, parts);
  const given = side === "buyer" ? released : refunded;
  if (given === 0n) return;
  await requireStepUp(tx, {
    action: "dispute.settle",
    subject: publicId("case", row.id),
    amount: given.toString(),
    asset,
    destination: publicId("user", personOf(row, otherSide(side))),
  });
}
