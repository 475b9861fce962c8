import type { Writable } from "node:stream";
import {
  type accountList,
  type balanceAtInput,
  type balanceAtView,
  type byAccount,
  DomainError,
  type exportTransfersInput,
  type liabilityList,
  type liabilityProof as liabilityProofSchema,
  type listAccountsInput,
  publicId,
  type statementInput,
  type statementView,
  type trialBalanceView,
  uuidOf,
} from "@amanat/contracts";
import { type Ctx, now, reader, requireUser } from "@amanat/db";
import * as ledger from "@amanat/ledger";
import { getDeal } from "@amanat/deals";
import { KINDS } from "@amanat/kinds";
import type * as z from "zod";

type Account = z.output<typeof byAccount>["account"];

/** A deal's scope, to whoever may see the deal. Errors: NOT_FOUND. */
async function scopeOf(ctx: Ctx, dealId: string): Promise<string> {
  await getDeal(ctx, { dealId }, KINDS);
  const scope = uuidOf("deal", dealId);
  if (!scope) throw new DomainError("NOT_FOUND");
  return scope;
}

/**
 * Who may read an account: its party, whoever may see the deal it belongs to, and who reads all the books. To everybody else
 * it is not there. Errors: NOT_FOUND.
 */
async function requireReadable(ctx: Ctx, account: Account): Promise<void> {
  const { userId, roles } = requireUser(ctx.actor);
  if (roles.includes("guard") || roles.includes("admin") || account.party === userId) return;
  const dealId = publicId("deal", account.scope);
  if (uuidOf("deal", dealId) !== account.scope) throw new DomainError("NOT_FOUND");
  await scopeOf(ctx, dealId);
}

/** The asking person's own accounts, or a deal's. Errors: NOT_FOUND (neither party nor staff of the deal). */
export async function accounts(ctx: Ctx, { dealId }: z.output<typeof listAccountsInput>): Promise<z.input<typeof accountList>> {
  const filter = dealId === undefined ? { party: requireUser(ctx.actor).userId } : { scope: await scopeOf(ctx, dealId) };
  return { data: (await ledger.accountsOf(ctx, filter)).map(ledger.accountView) };
}

/** What an account held at a moment. Errors: NOT_FOUND. */
export async function balanceAt(ctx: Ctx, { account, at }: z.output<typeof balanceAtInput>): Promise<z.input<typeof balanceAtView>> {
  await requireReadable(ctx, account);
  return { account, at, balance: (await ledger.balanceAt(ctx, account, new Date(at))).toString() };
}

/** A page of an account's statement. Errors: NOT_FOUND, VALIDATION_ERROR, INVALID_CURSOR. */
export async function statement(ctx: Ctx, input: z.output<typeof statementInput>): Promise<z.input<typeof statementView>> {
  const { account, from, to } = input;
  await requireReadable(ctx, account);
  const found = await ledger.statementOf(ctx, account, { from: new Date(from), to: new Date(to) }, input);
  return {
    account,
    from,
    to,
    opening: found.opening.toString(),
    closing: found.closing.toString(),
    data: found.lines.map((line) => ({
      at: line.at.toISOString(),
      journal: publicId("journal", line.journal),
      leg: line.leg,
      code: line.code,
      counter: { ...line.counter, asset: account.asset },
      amount: line.amount.toString(),
      balanceAfter: line.balanceAfter.toString(),
    })),
    meta: { nextCursor: found.nextCursor, hasMore: found.nextCursor !== null },
  };
}

/** Sums per asset and kind; guard and admin only. */
export async function trialBalance(ctx: Ctx): Promise<z.input<typeof trialBalanceView>> {
  const rows = await ledger.trialBalance(ctx);
  const asOf = await now(ctx);
  return {
    asOf: asOf.toISOString(),
    assets: rows.map(({ asset, sum, kinds }) => ({
      asset,
      sum: sum.toString(),
      kinds: kinds.map((row) => ({ kind: row.kind, sum: row.sum.toString() })),
    })),
  };
}

/** What we owe in all, per asset, as it was last published. */
export async function liabilities(ctx: Ctx): Promise<z.input<typeof liabilityList>> {
  return { heads: await ledger.liabilitiesOf(ctx) };
}

/** That an account is counted in there. Errors: NOT_FOUND (not theirs, or it held nothing when stock was taken). */
export async function liabilityProof(ctx: Ctx, { account }: z.output<typeof byAccount>): Promise<z.input<typeof liabilityProofSchema>> {
  await requireReadable(ctx, account);
  const proof = await ledger.liabilityProofOf(ctx, account);
  if (!proof) throw new DomainError("NOT_FOUND");
  return proof;
}

/** Decimals of every asset we ever accepted, and of the coins their chains' gas is paid in. */
async function decimalsByAsset(ctx: Ctx): Promise<Map<string, number>> {
  const rows = await reader(ctx).asset.findMany({ select: { id: true, chain: true, decimals: true } });
  const coins = rows.map(({ chain }): [string, number] => [`${chain}/slip44:60`, 18]);
  return new Map([...coins, ...rows.map(({ id, decimals }): [string, number] => [id, decimals])]);
}

/**
 * The transfers of a period, or of one deal in it, as CSV into `out`; guard and admin only.
 * Errors: NOT_FOUND (no such deal), VALIDATION_ERROR.
 */
export async function exportTransfers(ctx: Ctx, input: z.output<typeof exportTransfersInput>, out: Writable): Promise<void> {
  const scope = input.dealId === undefined ? undefined : await scopeOf(ctx, input.dealId);
  const decimals = await decimalsByAsset(ctx);
  await ledger.writeTransfersCsv(ctx, { from: new Date(input.from), to: new Date(input.to), scope, decimals }, out);
}
