import { setTimeout as sleep } from "node:timers/promises";
import { type Ctx, owedTo } from "@amanat/db";
import { proved } from "@amanat/db/proved";
import {
  approvePayout,
  advancePayouts,
  advanceSweeps,
  processInbox,
  recheckOrphans,
  reconcileNative,
  proveTransfers,
  refundWaiting,
  watchIntents,
} from "@amanat/payment";
import { publicId } from "@amanat/contracts";
import { seal } from "@amanat/ledger";
import { CONSUMERS, DISPUTE_PORTS } from "@amanat/contexts";
import { assignWaiting, watchOutage } from "@amanat/disputes";
import { consumeEvents } from "@amanat/worker/reactions";
import { runDeadlines } from "@amanat/worker/deadlines";
import { type Dice, eachOf, insist, Violation } from "@amanat/lives";
import type { World } from "./world.ts";

/** Copies of each loop at once. */
const READERS = 2;
const DELIVERERS = 6;
const PASS_MS = 1_000;
const MAX_PASSES = 45;
const MONEY_TURNS = 3;
const HELD_BACK_MS = 50;

type Turn = (ctx: Ctx) => Promise<number>;

/** Runs all turns at once; answers how much they did. One that fails did nothing, and is run again with the next pass. */
async function pass(world: World, turns: readonly Turn[]): Promise<{ did: number; failed: number }> {
  const outcomes = await Promise.allSettled(turns.map((turn) => turn(world.system())));
  const did = outcomes.reduce((sum, outcome) => sum + (outcome.status === "fulfilled" ? outcome.value : 0), 0);
  return { did, failed: outcomes.filter(({ status }) => status === "rejected").length };
}

const copies = (count: number, turn: Turn): Turn[] => Array.from({ length: count }, () => turn);

/**
 * Everything the worker knows and decides in a round: what was told, what the chain says, what follows, and what is due.
 *
 * Copies of a loop race each other, and so do loops that do not decide the same thing. A date that comes and a payment that
 * was told of do decide the same thing, and the machine must not choose between them: the dice say which is first. Then
 * time goes on to `settledAt`, when all that failed may be tried again: whom a fault met is not seen in the next round.
 */
export async function workUntilQuiet(world: World, dice: Dice, settledAt: number): Promise<void> {
  const { ports, rails } = world;
  const told = [
    ...rails.flatMap((rail) => copies(READERS, (ctx) => watchIntents(ctx, rail))),
    ...copies(READERS, (ctx) => processInbox(ctx, ports)),
    ...rails.flatMap((rail) => copies(READERS, (ctx) => proveTransfers(ctx, rail))),
    ...copies(DELIVERERS, consumeEvents),
  ];
  const due = [...copies(READERS, runDeadlines), ...copies(READERS, (ctx) => assignWaiting(ctx, DISPUTE_PORTS))];
  const hear = () => quiet(world, told, () => owedTo(world.system(), CONSUMERS));
  for (const rail of rails) await insist(() => recheckOrphans(world.system(), rail));
  // After an outage a date comes before it was measured, or after.
  if (dice.chance(50)) await quiet(world, due);
  await insist(() => watchOutage(world.system()));
  await hear();
  world.clock.advance(Math.max(0, settledAt - world.clock.ms));
  do await hear();
  while (await quiet(world, due));
}

/** Passes until nothing moves and nothing is owed. True when something did. */
async function quiet(world: World, turns: readonly Turn[], owed: () => Promise<number> = () => Promise.resolve(0)): Promise<boolean> {
  for (let passes = 0; passes < MAX_PASSES; passes += 1) {
    const faults = world.tally.total;
    const { did, failed } = await pass(world, turns);
    if (did === 0 && failed === 0 && world.tally.total === faults) {
      if ((await insist(owed)) === 0) return passes > 0;
      // What happened may still be held back by a transaction that goes on elsewhere on the server.
      await sleep(HELD_BACK_MS);
    }
    world.clock.advance(PASS_MS);
  }
  throw new Violation(`the worker had not come to rest after ${MAX_PASSES} passes`);
}

/** Money on its way: signs, sends, watches, sweeps, while the chain goes on. */
export async function moveMoney(world: World, dice: Dice): Promise<void> {
  const turns = world.rails.flatMap((rail) => [
    ...copies(READERS, (ctx) => advancePayouts(ctx, rail)),
    ...copies(READERS, (ctx) => advanceSweeps(ctx, rail)),
    ...copies(READERS, (ctx) => reconcileNative(ctx, rail)),
  ]);
  for (let turn = 0; turn < MONEY_TURNS; turn += 1) {
    await pass(world, turns);
    for (const chain of world.chains) {
      chain.chain.mine(1);
      if (dice.chance(20)) chain.shake();
      chain.chain.mine(1);
    }
    world.clock.advance(PASS_MS);
  }
  await insist(() => seal(world.system()));
}

/** What was given in native coin, looked for at every address until all of them were compared in their last block. */
export async function findGifts(world: World): Promise<void> {
  for (const { chain } of world.chains) chain.mine(5);
  const [counted] = await world.rows<{ n: number }>(`SELECT count(*)::int AS n FROM "OwnAddress"`);
  for (let pass = 0; pass <= Math.ceil((counted?.n ?? 0) / 20) + 2; pass += 1)
    for (const rail of world.rails) await insist(() => reconcileNative(world.system(), rail));
}

/** An operator has sent what waits below its floor, by the first admin's word; the other approves it. */
export async function sendWhatWaits(world: World): Promise<void> {
  const waiting = await world.rows<{ id: string; amount: string; version: number }>(
    `SELECT id, undrafted::text AS amount, version FROM "PaymentIntent" WHERE undrafted > 0 ORDER BY "createdAt" LIMIT 200`,
  );
  const [author] = world.people.admins;
  if (author === undefined) return;
  await eachOf(waiting, 8, async ({ id, amount, version }) => {
    const input = { intentId: publicId("intent", id), amount };
    await insist(async () => proved(await author.as(`waiting-${id}-${version}`), (asked) => refundWaiting(asked, input)));
  });
}

type Waiting = { id: string; version: number; amount: string; destination: string };

/** Two admins look at everything that waits, and both press the button: one of them is first. */
export async function approveAll(world: World): Promise<void> {
  const waiting = await world.rows<Waiting>(
    `SELECT id, version, amount::text AS amount, destination FROM "Payout" WHERE status = 'pending_approval' ORDER BY "createdAt" LIMIT 500`,
  );
  await eachOf(waiting, 8, async ({ id, version, amount, destination }) => {
    const input = { payoutId: publicId("payout", id), version, amount, destination };
    const outcomes = await Promise.allSettled(
      world.people.admins.map((admin, index) =>
        insist(async () => proved(await admin.as(`approve-${index}-${id}`), (asked) => approvePayout(asked, input, world.ports))),
      ),
    );
    const approved = outcomes.filter(({ status }) => status === "fulfilled").length;
    if (approved !== 1) throw new Violation(`payout ${id} was approved ${approved} times`);
  });
}
