import { accountsOf } from "@amanat/ledger";
import { releasesOf, waitingTimerOf } from "../internal/waiting-releases.ts";
import type { Stage } from "./stage.ts";

/**
 * Whatever is `releasable` in these agreements goes on: an unpaid payout pays it, or it waits for one and has a date. The date stands still
 * only while the money is on hold. Throws where it does not.
 */
export async function expectReleasesToGoOn(stage: Stage, scopes: readonly string[]): Promise<void> {
  const { prisma } = stage.db;
  const where = { scope: { in: [...scopes] } };
  const accounted = new Map<string, bigint>();
  const add = (asset: string, scope: string, party: string, amount: bigint) => {
    const key = `${asset} of ${party} in ${scope}`;
    accounted.set(key, (accounted.get(key) ?? 0n) + amount);
  };
  const unpaid = { kind: "release", status: { in: ["pending_approval", "rejected"] }, replacedById: null };
  for (const { assetId, scope, partyId, amount } of await prisma.payout.findMany({ where: { ...where, ...unpaid } }))
    add(assetId, scope, partyId ?? "", amount);
  const waiting = await prisma.movement.findMany({ where: { ...where, status: "waiting" } });
  for (const movement of waiting)
    for (const { party, amount } of releasesOf(movement)) add(movement.assetId, movement.scope, party, amount);
  for (const scope of scopes)
    for (const { asset, party, balance } of await accountsOf(stage.system(), { scope, kinds: ["releasable"] }))
      add(asset, scope, party, -balance);
  for (const [whose, difference] of accounted)
    if (difference !== 0n) throw new Error(`${whose}: payouts and what waits are ${difference} more than is releasable`);

  const stopped = await prisma.movement.findMany({ where: { ...where, status: "on_hold" } });
  for (const movement of [...waiting, ...stopped]) await expectDate(stage, movement);
}

async function expectDate({ db: { prisma } }: Stage, movement: { scope: string; tranche: number; status: string }): Promise<void> {
  const { scope, tranche, status } = movement;
  const among = await prisma.movement.findMany({ where: { scope, tranche, status } });
  const { purpose } = waitingTimerOf({ id: "" });
  const dates = await prisma.deadline.findMany({ where: { purpose, subjectId: { in: among.map(({ id }) => id) }, status: "pending" } });
  if (dates.length !== 1) throw new Error(`tranche ${tranche} of ${scope} has ${dates.length} dates for what waits`);
  const held = await prisma.hold.count({ where: { scope, tranche, whole: true, status: "live" } });
  if (dates.some(({ pausedAt }) => pausedAt !== null) !== (status === "on_hold"))
    throw new Error(`a date of ${scope} stands still or runs wrongly`);
  if (held > 0 !== (status === "on_hold")) throw new Error(`what waits in ${scope} is ${status} under ${held} holds`);
}
