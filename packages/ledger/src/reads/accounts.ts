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
import { type Ctx, now, requireUser } from "@amanat/db";
import type * as z from "zod";
import type { BooksPorts } from "../ports.ts";
import { writeTransfersCsv } from "./statements/csv.ts";
import { liabilitiesOf, liabilityProofOf } from "./statements/liabilities.ts";
import { balanceAt as balanceOfAccountAt } from "./statements/moment.ts";
import { statementOf } from "./statements/statement.ts";
import { accountsOf, accountView, trialBalance } from "./books.ts";

type Account = z.output<typeof byAccount>["account"];

/**
 * Who may read an account: its party, whoever may see its deal, and whoever reads all the books. For everybody else it does not exist. Errors:
 * NOT_FOUND.
 */
async function requireReadable(ctx: Ctx, account: Account, ports: BooksPorts): Promise<void> {
  const { userId, roles } = requireUser(ctx.actor);
  if (roles.includes("guard") || roles.includes("admin") || account.party === userId) return;
  const dealId = publicId("deal", account.scope);
  if (uuidOf("deal", dealId) !== account.scope) throw new DomainError("NOT_FOUND");
  await ports.dealOf(ctx, dealId);
}

/** The caller's own accounts, or a deal's. Errors: NOT_FOUND (neither party nor staff of the deal). */
export async function accounts(
  ctx: Ctx,
  { dealId }: z.output<typeof listAccountsInput>,
  ports: BooksPorts,
): Promise<z.input<typeof accountList>> {
  const filter = dealId === undefined ? { party: requireUser(ctx.actor).userId } : { scope: (await ports.dealOf(ctx, dealId)).scope };
  return { data: (await accountsOf(ctx, filter)).map(accountView) };
}

/** What an account held at a moment. Errors: NOT_FOUND. */
export async function balanceAt(
  ctx: Ctx,
  { account, at }: z.output<typeof balanceAtInput>,
  ports: BooksPorts,
): Promise<z.input<typeof balanceAtView>> {
  await requireReadable(ctx, account, ports);
  return { account, at, balance: (await balanceOfAccountAt(ctx, account, new Date(at))).toString() };
}

/** A page of an account's statement. Errors: NOT_FOUND, VALIDATION_ERROR, INVALID_CURSOR. */
export async function statement(
  ctx: Ctx,
  input: z.output<typeof statementInput>,
  ports: BooksPorts,
): Promise<z.input<typeof statementView>> {
  const { account, from, to } = input;
  await requireReadable(ctx, account, ports);
  const found = await statementOf(ctx, account, { from: new Date(from), to: new Date(to) }, input);
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
export async function balances(ctx: Ctx): Promise<z.input<typeof trialBalanceView>> {
  const rows = await trialBalance(ctx);
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

/** Our liabilities per asset, as last published. */
export async function liabilities(ctx: Ctx): Promise<z.input<typeof liabilityList>> {
  return { heads: await liabilitiesOf(ctx) };
}

/** The proof that an account is counted in them. Errors: NOT_FOUND (not the caller's, or empty at the stocktaking). */
export async function liabilityProof(
  ctx: Ctx,
  { account }: z.output<typeof byAccount>,
  ports: BooksPorts,
): Promise<z.input<typeof liabilityProofSchema>> {
  await requireReadable(ctx, account, ports);
  const proof = await liabilityProofOf(ctx, account);
  if (!proof) throw new DomainError("NOT_FOUND");
  return proof;
}

/**
 * The transfers of a period, or of one deal in it, as CSV into `out`; guard and admin only.
 * Errors: NOT_FOUND (no such deal), VALIDATION_ERROR.
 */
export async function exportTransfers(
  ctx: Ctx,
  input: z.output<typeof exportTransfersInput>,
  out: Writable,
  ports: BooksPorts,
): Promise<void> {
  const scope = input.dealId === undefined ? undefined : (await ports.dealOf(ctx, input.dealId)).scope;
  const decimals = await ports.decimalsByAsset(ctx);
  await writeTransfersCsv(ctx, { from: new Date(input.from), to: new Date(input.to), scope, decimals }, out);
}
