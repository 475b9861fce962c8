import { type Ctx, inTransaction, now, reader, requireSystem, type TxCtx } from "@amanat/db";
import { loseTransfer, noteConfirmations, rejectTransfer } from "../internal/arrivals.ts";
import { creditTransfer } from "../internal/credit.ts";
import { expectationOf } from "../internal/deposits.ts";
import { revive } from "../internal/report.ts";
import { lockIntent, type TransferRow } from "../internal/rows.ts";
import { inWords, mendStuck, raiseStuck } from "../internal/stuck.ts";
import type { IntakePorts, Proof } from "../ports.ts";
import { isFinal } from "../rules.ts";

const PER_PASS = 100;
const ORPHAN_WATCH_MS = 24 * 60 * 60_000;

/**
 * Asks the chain about every transfer that is under way, and credits what it proves: the only place where
 * money comes into being. One bounded pass; answers how many transfers changed.
 */
export function refreshTransfers(ctx: Ctx, ports: IntakePorts): Promise<number> {
  return refresh(ctx, ports, { status: { in: ["detected", "confirming"] } });
}

/** Looks again, for a day, at transfers the chain did not have: a node that lags must not hide money. */
export async function recheckOrphans(ctx: Ctx, ports: IntakePorts): Promise<number> {
  const since = new Date((await now(ctx)).getTime() - ORPHAN_WATCH_MS);
  return refresh(ctx, ports, { status: "orphaned", createdAt: { gte: since } });
}

async function refresh(
  ctx: Ctx,
  ports: IntakePorts,
  which: { status: "orphaned" | { in: ("detected" | "confirming")[] }; createdAt?: { gte: Date } },
): Promise<number> {
  requireSystem(ctx.actor);
  const rows = await reader(ctx).incomingTransfer.findMany({
    where: { ...which, chain: ports.chain.chain },
    orderBy: { createdAt: "asc" },
    take: PER_PASS,
  });
  let changed = 0;
  for (const row of rows) {
    try {
      const expectation = await expectationOf(ctx, row);
      const proof = await ports.verifier.verify(expectation);
      await ports.crash?.at("deposit.verified");
      if (await inTransaction(ctx, (tx) => apply(tx, row.id, proof, ports))) changed += 1;
      await mendStuck(ctx, row.createdAt, row.id, "transfer.unverifiable");
      if (proof.verdict === "proved") await ports.crash?.at("deposit.credited");
    } catch (error) {
      ctx.log.warn({ err: error, transfer: row.id }, "a transfer could not be verified; trying again");
      // Of what the chain has said is gone, nobody waits for news.
      if (row.status !== "orphaned")
        await raiseStuck(ctx, row.createdAt, {
          kind: "transfer.unverifiable",
          subject: row.id,
          detail: { txHash: row.txHash, ...inWords(error) },
        });
    }
  }
  return changed;
}

/** Decides on locked rows: whatever was read before the chain was asked may have changed meanwhile. */
async function apply(tx: TxCtx, id: string, proof: Proof, ports: IntakePorts): Promise<boolean> {
  const seen = await tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id } });
  await lockIntent(tx, seen.intentId);
  const transfer = await tx.tx.incomingTransfer.findUniqueOrThrow({ where: { id } });
  if (transfer.status === "credited" || transfer.status === "rejected") return false;
  if (proof.verdict === "gone") {
    if (transfer.status === "orphaned") return false;
    await loseTransfer(tx, transfer);
    return true;
  }
  const live = transfer.status === "orphaned" ? await revive(tx, transfer) : transfer;
  return applyToLive(tx, live, proof, ports);
}

async function applyToLive(tx: TxCtx, live: TransferRow, proof: Exclude<Proof, { verdict: "gone" }>, ports: IntakePorts): Promise<boolean> {
  if (proof.verdict === "rejected") {
    await rejectTransfer(tx, live, proof.reason);
    return true;
  }
  // Two locks on one door: the verifier knows the policy, and the safety layer holds it to it.
  if (proof.verdict === "proved" && isFinal(ports.chain, proof)) {
    await creditTransfer(tx, live, proof);
    return true;
  }
  await noteConfirmations(tx, live, proof);
  return live.confirmations !== proof.confirmations || live.finalized !== proof.finalized;
}
