import { DomainError } from "@amanat/contracts";
import type { TxCtx } from "@amanat/db";
import { type AccountKey, codeOf, kindOf } from "../internal/chart.ts";
import { journalId, type Leg } from "../internal/journal.ts";
import { post } from "./post.ts";

type Row = { code: number; asset: string; amount: string; dk: number; ds: string; dp: string; ck: number; cs: string; cp: string };

/**
 * Reverses a journal: the same legs in the opposite order, each from its credit to its debit, with the code `reversal`. This is the only way
 * to correct the books. The reversal's id is derived from the journal's, so a journal is reversed once, whoever asks. Chain references stay
 * with the first, since a reversal undoes nothing on chain. Runs inside the caller's transaction. Returns the reversal's id.
 * Errors: NOT_FOUND (no such journal of this tenant), INVALID_STATE (it is a reversal itself), INSUFFICIENT_FUNDS (the money has moved on).
 */
export async function reverse(tx: TxCtx, journal: string): Promise<{ id: string; outcome: "done" | "replayed" }> {
  const rows = await tx.tx.$queryRaw<Row[]>`
    SELECT t.code, t.asset, t.amount::text AS amount, d.kind AS dk, d.scope AS ds, d.party AS dp, c.kind AS ck, c.scope AS cs, c.party AS cp
    FROM ledger.transfer t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
    WHERE t.journal_id = ${journal}::uuid AND t.tenant_id = ${tx.actor.tenantId}::uuid ORDER BY t.leg DESC`;
  if (rows.length === 0) throw new DomainError("NOT_FOUND", "There is no such journal");
  if (rows.some(({ code }) => codeOf(code) === "reversal"))
    throw new DomainError("INVALID_STATE", "A reversal is not taken back; post anew what was right");
  const legs = rows.map(({ asset, amount, dk, ds, dp, ck, cs, cp }): Leg => {
    const account = (kind: number, scope: string, party: string): AccountKey => ({ kind: kindOf(kind), scope, party, asset });
    return { debit: account(ck, cs, cp), credit: account(dk, ds, dp), amount: BigInt(amount), code: "reversal" };
  });
  const id = journalId("ledger", journal, "reversal");
  return { id, outcome: await post(tx, { id, legs }) };
}
