import {
  type AccountView,
  type accountsOfKindInput,
  type byJournal,
  DomainError,
  type JournalView,
  type Page,
  publicId,
  uuidOf,
} from "@amanat/contracts";
import { type Ctx, cursorValues, cutBy, Prisma, reader, requireRole, tenantTag } from "@amanat/db";
import * as z from "zod";
import { codeNumber, kindNumber } from "../internal/chart.ts";
import { journalId } from "../internal/journal.ts";
import { accountView, TRANSFER_COLUMNS, type TransferRow, transferView } from "./books.ts";

/** An account's place among those of its kind: its scope and its party. */
const place = z.tuple([z.string(), z.string()]);

/** Accounts of one kind and asset with their balances. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_CURSOR. */
export async function accountsOfKind(ctx: Ctx, input: z.output<typeof accountsOfKindInput>): Promise<Page<AccountView>> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const { kind, asset, cursor, limit } = input;
  const tag = tenantTag(ctx, "accounts", { kind, asset });
  const from = cursorValues(ctx, tag, cursor, place);
  const beyond = from === null ? Prisma.empty : Prisma.sql`AND (a.scope, a.party) > (${from[0]}, ${from[1]})`;
  const found = await reader(ctx).$queryRaw<{ scope: string; party: string; balance: string }[]>`
    SELECT a.scope, a.party, ledger.balance_of(a.id)::text AS balance FROM (
      SELECT * FROM ledger.account a
      WHERE a.tenant_id = ${tenantId}::uuid AND a.asset = ${asset} AND a.kind = ${kindNumber(kind)}::smallint ${beyond}
      ORDER BY a.scope, a.party LIMIT ${limit + 1}) a ORDER BY a.scope, a.party`;
  const { rows, meta } = cutBy(ctx, tag, found, limit, ({ scope, party }) => [scope, party]);
  return { data: rows.map(({ scope, party, balance }) => accountView({ kind, scope, party, asset, balance: BigInt(balance) })), meta };
}

/** Journals between two accounts that are looked through for the one that a reversal took back. */
const MOST = 1_000;

/** One journal with its legs and its reversal. Who: guard and admin. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND. */
export async function journal(ctx: Ctx, input: z.output<typeof byJournal>): Promise<JournalView> {
  const { tenantId } = requireRole(ctx.actor, "guard", "admin");
  const id = uuidOf("journal", input.journal);
  const legs = await reader(ctx).$queryRaw<TransferRow[]>`
    SELECT ${TRANSFER_COLUMNS} FROM ledger.transfer t JOIN ledger.account d ON d.id = t.debit JOIN ledger.account c ON c.id = t.credit
    WHERE t.journal_id = ${id}::uuid AND t.tenant_id = ${tenantId}::uuid ORDER BY t.leg`;
  const [first] = legs;
  if (id === null || !first) throw new DomainError("NOT_FOUND");
  const views = legs.map(transferView);
  const reversal = views[0]?.code === "reversal";
  const [by, of] = reversal ? [null, await reversedBy(ctx, id)] : [await isThere(ctx, journalId("ledger", id, "reversal")), null];
  const named = (one: string | null) => (one === null ? null : publicId("journal", one));
  return { journal: publicId("journal", id), at: first.at.toISOString(), legs: views, reversedBy: named(by), reverses: named(of) };
}

async function isThere(ctx: Ctx, id: string): Promise<string | null> {
  const found = await reader(ctx).$queryRaw<unknown[]>`
    SELECT 1 FROM ledger.transfer t WHERE t.journal_id = ${id}::uuid AND t.tenant_id = ${ctx.actor.tenantId}::uuid LIMIT 1`;
  return found.length > 0 ? id : null;
}

/**
 * What a reversal took back. Its id follows from the other's and not the other way round, so the journals of its amount the other way are tried, the
 * newest before it first.
 */
async function reversedBy(ctx: Ctx, id: string): Promise<string | null> {
  const candidates = await reader(ctx).$queryRaw<{ id: string }[]>`
    SELECT t.journal_id::text AS id FROM ledger.transfer r JOIN ledger.transfer t ON t.debit = r.credit AND t.credit = r.debit
    WHERE r.journal_id = ${id}::uuid AND r.leg = 1 AND t.amount = r.amount AND t.at <= r.at AND t.code <> ${codeNumber("reversal")}::smallint
    ORDER BY t.at DESC LIMIT ${MOST}`;
  return candidates.find((one) => journalId("ledger", one.id, "reversal") === id)?.id ?? null;
}
