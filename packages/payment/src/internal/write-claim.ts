/** The only writer of claims on deposits that fit no price. */
import { CLAIM_STATUSES, type ClaimStatus, DomainError } from "@amanat/contracts";
import { noteChange, type Prisma, requireWay, type TxCtx } from "@amanat/db";
import { CLAIM } from "../unmatched-state.ts";
import type { ClaimRow } from "./rows.ts";

export async function insertClaim(tx: TxCtx, data: Prisma.DepositClaimUncheckedCreateInput): Promise<ClaimRow> {
  const after = await tx.tx.depositClaim.create({ data });
  noteChange(tx, { kind: "claim", id: after.id, before: null, after });
  return after;
}

/** Errors: INVALID_STATE (no such way in the table), VERSION_CONFLICT. */
export async function moveClaim(
  tx: TxCtx,
  row: ClaimRow,
  to: ClaimStatus,
  data: Prisma.DepositClaimUncheckedUpdateManyInput = {},
): Promise<ClaimRow> {
  const from = statusOf(row);
  requireWay(CLAIM, from, to);
  const [after] = await tx.tx.depositClaim.updateManyAndReturn({
    where: { id: row.id, status: from, version: row.version },
    data: { ...data, status: to, version: row.version + 1 },
  });
  if (after === undefined) throw new DomainError("VERSION_CONFLICT");
  noteChange(tx, { kind: "claim", id: after.id, before: row, after });
  return after;
}

/** The column is text with a check. */
function statusOf(row: ClaimRow): ClaimStatus {
  return CLAIM_STATUSES.find((status) => status === row.status) ?? "closed";
}
