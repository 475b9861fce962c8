import { type CaseOutcome, type CaseRulingStatus, DomainError, type PartyRole, type Sanction } from "@amanat/contracts";
import { type Ctx, newId, noteChange, now, Prisma, readRows, type RowOf, step, type TxCtx } from "@amanat/db";
import type { Share } from "@amanat/deals";
import { CASE_RULING } from "../state.ts";
import { type CaseRow, wireShares } from "./rows.ts";

/** The only writer of rulings (lint enforces it). The caller holds the case's lock. */

export type RulingRow = Omit<RowOf<"DisputeRuling">, "outcome" | "status" | "sanctions" | "defaulted"> & {
  readonly outcome: CaseOutcome;
  readonly status: CaseRulingStatus;
  readonly sanctions: Sanction[];
  readonly defaulted: PartyRole | null;
};
export type Ruled = {
  readonly outcome: CaseOutcome;
  readonly shares: readonly Share[];
  readonly until: Date | null;
  readonly sanctions: readonly Sanction[];
  readonly reasons: string;
  readonly by: { readonly userId: string; readonly name: string } | null;
  readonly defaulted: PartyRole | null;
};

/** The rulings of cases, the first round on top. */
export async function rulingsOf(ctx: Ctx, caseIds: readonly string[]): Promise<RulingRow[]> {
  const rows = await readRows(
    ctx,
    { r: "DisputeRuling" },
    Prisma.sql`"DisputeRuling" r WHERE r."caseId" = ANY (${[...caseIds]}::uuid[]) ORDER BY r."round"`,
  );
  return rows.map(({ r }) => r as RulingRow);
}

/** Errors: VERSION_CONFLICT (this round has one). */
export async function insertRuling(tx: TxCtx, row: CaseRow, { by, shares, sanctions, ...ruled }: Ruled): Promise<RulingRow> {
  const id = newId();
  const data = {
    ...ruled,
    id,
    caseId: row.id,
    round: row.round,
    shares: wireShares(shares),
    sanctions: [...sanctions],
    byId: by?.userId ?? null,
    byName: by?.name ?? null,
    at: await now(tx),
  };
  const made = (await tx.tx.disputeRuling.create({ data })) as RulingRow;
  noteChange(tx, { kind: "case_ruling", id, before: null, after: made });
  return made;
}

/** The ruling that stands; null when there is none. */
export async function standingRuling(tx: TxCtx, row: CaseRow): Promise<RulingRow | null> {
  return (await rulingsOf(tx, [row.id])).find(({ status }) => status === "standing") ?? null;
}

/** Errors: INVALID_STATE (it does not stand), VERSION_CONFLICT. */
export async function moveRuling(tx: TxCtx, row: RulingRow, on: "execute" | "overturn" | "lapse"): Promise<RulingRow> {
  const status = step(CASE_RULING, row.status, on, "system", {});
  const { count } = await tx.tx.disputeRuling.updateMany({
    where: { id: row.id, status: row.status, version: row.version },
    data: { status, version: { increment: 1 } },
  });
  if (count !== 1) throw new DomainError("VERSION_CONFLICT");
  const moved = { ...row, status, version: row.version + 1 };
  noteChange(tx, { kind: "case_ruling", id: row.id, before: row, after: moved });
  return moved;
}
