import { type Ctx, inTransaction, mendIncidents, now, Prisma, raiseIncident, requireSystem, type TxCtx } from "@amanat/db";
import { loseTransfer, noteConfirmations, rejectTransfer, unmatchTransfer } from "../internal/transfer-progress.ts";
import { creditTransfer } from "../internal/credit-transfer.ts";
import { quarantine } from "../internal/quarantine.ts";
import { screenDeposit, type Screening, stillHolds, Unscreened } from "../internal/screening.ts";
import { sameTransaction } from "../internal/transfer-reports.ts";
import { judgeBlocks } from "../internal/credited-blocks.ts";
import { expectationOf } from "../internal/prove-deposits.ts";
import { moveTransfer, takeTurns } from "../internal/write-rows.ts";
import { revertTransfer } from "../internal/reversed-deposits.ts";
import { revive } from "../internal/transfer-reports.ts";
import { lockIntent, lockUnderWay, type TransferRow } from "../internal/rows.ts";
import { inWords, mendOverdue, raiseOverdue } from "../internal/overdue.ts";
import type { IntakeRail, Proof } from "../ports.ts";
import { isFinal } from "../rules.ts";

const PER_PASS = 100;
const ORPHAN_WATCH_MS = 24 * 60 * 60_000;

/**
 * Verifies on chain every transfer that is under way, and credits the proved ones. This is the only place where money enters the books
 * as a credit. One bounded pass; returns how many transfers changed.
 */
export function proveTransfers(ctx: Ctx, rail: IntakeRail): Promise<number> {
  return refresh(ctx, rail, Prisma.sql`"status"::text IN ('detected', 'confirming')`);
}

/**
 * Verifies again, for a day, transfers that the chain did not show: a node may lag. Also credited transfers that are doubted: one that the
 * chain no longer shows, and in whose place another final block stands, is reversed.
 */
export async function recheckOrphans(ctx: Ctx, rail: IntakeRail): Promise<number> {
  const since = new Date((await now(ctx)).getTime() - ORPHAN_WATCH_MS);
  return refresh(ctx, rail, Prisma.sql`("status"::text = 'orphaned' AND "createdAt" >= ${since} OR "doubtedAt" IS NOT NULL)`);
}

/**
 * The transfers to verify now, in fair turns: the first transfer of every transaction before any second one, the first transaction of
 * every address before any second one, and the longest unchecked first. A flood at one address queues behind all others.
 */
function inTurn(chain: string, which: Prisma.Sql): Prisma.Sql {
  return Prisma.sql`open AS (
      SELECT "id", "recipient", "checkedAt", "createdAt",
        row_number() OVER (PARTITION BY "recipient", "txHash" ORDER BY "checkedAt" NULLS FIRST, "createdAt", "id") AS nth
      FROM "IncomingTransfer" WHERE "chain" = ${chain} AND ${which}
    ), turns AS (
      SELECT *, row_number() OVER (PARTITION BY "recipient", nth ORDER BY "checkedAt" NULLS FIRST, "createdAt", "id") AS turn FROM open
    ), chosen AS (
      SELECT "id", row_number() OVER (ORDER BY nth + turn, "checkedAt" NULLS FIRST, "createdAt", "id") AS place FROM turns
      ORDER BY place LIMIT ${PER_PASS}
    )`;
}

async function refresh(ctx: Ctx, rail: IntakeRail, which: Prisma.Sql): Promise<number> {
  requireSystem(ctx.actor);
  const rows = await takeTurns(ctx, inTurn(rail.chain.chain, which));
  let changed = 0;
  for (const row of rows) {
    try {
      const expectation = await expectationOf(ctx, row);
      const proof = await rail.verifier.verify(expectation);
      if (row.status === "credited" && proof.verdict === "gone" && !(await isReplaced(ctx, rail, row))) continue;
      await rail.crash?.at("deposit.verified");
      // Before anything is booked, and outside of every transaction: the answer may come from a service.
      const screening =
        row.status !== "credited" && proof.verdict === "proved" ? await screenDeposit(ctx, rail.screener, row, proof) : null;
      const applied = await inTransaction(ctx, async (tx) => {
        const done = await apply(tx, row, { proof, screening }, rail);
        await mendOverdue(tx, row.createdAt, row.id, "transfer.unverifiable");
        return done;
      });
      if (applied) changed += 1;
      if (proof.verdict === "proved") await rail.crash?.at("deposit.credited");
    } catch (error) {
      ctx.log.warn({ err: error, transfer: row.id }, "a transfer could not be verified; trying again");
      await raiseUnverifiable(ctx, row, error);
    }
  }
  return changed;
}

/**
 * No incident for a transfer the chain has dropped, nor for one that is no longer under way: another worker was first, or the failure came after
 * its work was done. Under the row's lock, so that whoever ends it afterwards finds the incident and mends it.
 */
async function raiseUnverifiable(ctx: Ctx, row: TransferRow, error: unknown): Promise<void> {
  if (row.status === "orphaned") return;
  await inTransaction(ctx, async (tx) => {
    if (!(await lockUnderWay(tx, row.id))) return;
    const detail = { txHash: row.txHash, ...inWords(error) };
    const kind = error instanceof Unscreened ? "transfer.unscreened" : "transfer.unverifiable";
    await raiseOverdue(tx, row.createdAt, { kind, subject: row.id, detail });
  });
}

/** What the chain shows, and what is said of where a proved transfer came from; null where nobody was asked. */
type Known = { readonly proof: Proof; readonly screening: Screening | null };

/** Decides on locked rows: what was read before the chain was asked may have changed. */
async function apply(tx: TxCtx, asked: TransferRow, { proof, screening }: Known, rail: IntakeRail): Promise<boolean> {
  if (asked.intentId !== null) await lockIntent(tx, asked.intentId);
  const transfer = await tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id: asked.id } });
  if (transfer.status === "credited" && transfer.doubtedAt !== null) return settleDoubt(tx, transfer, proof);
  if (transfer.status === "credited" || transfer.status === "rejected" || transfer.status === "reverted") return false;
  // It was assigned to another intent while the chain was asked.
  if (transfer.intentId !== asked.intentId || transfer.unmatched !== asked.unmatched) return false;
  if (proof.verdict === "gone") {
    if (transfer.status === "orphaned") return false;
    await loseTransfer(tx, transfer);
    return true;
  }
  const live = transfer.status === "orphaned" ? await revive(tx, transfer) : transfer;
  return applyToLive(tx, live, { proof, screening }, rail);
}

/** A missing receipt is no proof: a node may lag. Another block has to stand where the deposit's was. */
async function isReplaced(ctx: Ctx, rail: IntakeRail, row: TransferRow): Promise<boolean> {
  const { chain } = rail.chain;
  const seen = await judgeBlocks(ctx, rail, { head: await rail.verifier.head(chain), blocks: [row] });
  const verdict = seen?.judged[0]?.verdict;
  if (verdict === "rewritten") {
    const detail = { chain, block: String(row.blockNumber), hash: row.blockHash, txHash: row.txHash };
    await raiseIncident(ctx, { kind: "chain.rewritten", subject: row.id, detail });
  }
  return verdict === "replaced";
}

/** Ends the doubt about a credited transfer: it is still on chain, or it is reversed. Still confirming: asked again later. */
async function settleDoubt(tx: TxCtx, transfer: TransferRow, proof: Proof): Promise<boolean> {
  if (proof.verdict === "pending") return false;
  if (proof.verdict === "gone") await revertTransfer(tx, transfer);
  else await moveTransfer(tx, transfer, "credited", { doubtedAt: null });
  if (proof.verdict === "proved") await mendIncidents(tx, transfer.id, ["payment.reorged", "chain.rewritten"]);
  return true;
}

type Shown = Known & { readonly proof: Exclude<Proof, { verdict: "gone" }> };

async function applyToLive(tx: TxCtx, live: TransferRow, { proof, screening }: Shown, rail: IntakeRail): Promise<boolean> {
  if (proof.verdict === "rejected") {
    // The payment reference is missing on chain. The transfer itself may still be there: it is verified as an unmatched deposit.
    const stillOurs = live.via === "proxy" && live.unmatched === null && (proof.reason === "not_found" || proof.reason === "wrong_proxy");
    await (stillOurs ? unmatchTransfer(tx, live) : rejectTransfer(tx, live, proof.reason));
    return true;
  }
  // Checked twice on purpose: by the verifier, and here against the chain's policy.
  if (proof.verdict === "proved" && isFinal(rail.chain, proof)) {
    // A list that is newer than the answer: asked again at the next pass.
    if (screening === null || !(await stillHolds(tx, rail.screener, screening))) return false;
    const { listed } = screening;
    await (listed === null || (await stoodInFor(tx, live)) ? creditTransfer(tx, live, proof) : quarantine(tx, live, proof, listed));
    if (screening.answers.length > 0) await mendOverdue(tx, live.createdAt, live.id, "transfer.unscreened");
    return true;
  }
  await noteConfirmations(tx, live, proof);
  return live.confirmations !== proof.confirmations || live.finalized !== proof.finalized;
}

/** Its money was credited before, and left the chain when it had moved on: what comes now repays the operator, whoever it is from. */
async function stoodInFor(tx: TxCtx, transfer: TransferRow): Promise<boolean> {
  return transfer.shortage || (await sameTransaction(tx, transfer)).some(({ shortage }) => shortage);
}
