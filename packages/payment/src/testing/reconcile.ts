import { reconcileChain } from "../index.ts";
import type { Stage } from "./stage.ts";

/** What a worker does until no run is running on the stage's chain. The wait before a second look just passes. */
export async function reconcileAll(stage: Stage, driftThreshold = 1): Promise<void> {
  const { prisma } = stage.db;
  const running = { chain: stage.chain.id, status: "running" };
  while ((await prisma.reconciliationRun.count({ where: running })) > 0) {
    await reconcileChain(stage.system(), stage.rail, { driftThreshold });
    await prisma.reconciliationRun.updateMany({ where: running, data: { leaseUntil: null } });
    await prisma.reconciliationRow.updateMany({ where: { run: running, status: "suspected" }, data: { lookedAt: new Date(0) } });
  }
}
