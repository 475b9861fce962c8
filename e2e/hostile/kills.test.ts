/**
 * SIGKILLs of scanner, worker and web while deals run, and one at every point between signing, sending and recording a
 * transaction. Two workers and two scanners run throughout. Every deal completes and is paid exactly once.
 * `npm run prove -- kills` is the long form, thirty of each; `AMANAT_SEED` and `AMANAT_KILLS` change the seed and the count.
 */
import { existsSync, readFileSync } from "node:fs";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "@playwright/test";
import { hostileSettings } from "./config.ts";
import { openStage, type Stage } from "./stage.ts";
import { agree, finish, payIntent, reconciled } from "./trader.ts";
import type { Finished } from "./trader.ts";

const { seed, kills } = hostileSettings();
const CRASHES = ["payout.signed", "payout.sent", "payout.mined", "sweep.signed", "sweep.sent", "deposit.verified"];
const DEALS_AT_ONCE = 3;

const crash = { AMANAT_CRASH_POINT: CRASHES.join(",") };
const open = () =>
  openStage("kills", { extra: ["worker", "scanner"], deathsPerMinute: 10_000, childEnv: { worker: crash, "worker-2": crash } });

/** mulberry32: small, seeded, the same everywhere. */
function random(from: number): () => number {
  let state = from >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let t = Math.imul(state ^ (state >>> 15), 1 | state);
    t = (t + Math.imul(t ^ (t >>> 7), 61 | t)) ^ t;
    return ((t ^ (t >>> 14)) >>> 0) / 4_294_967_296;
  };
}

/** How often a process has said that it is up: a kill counts only when it meets one at work. */
function startsOf(stage: Stage, victim: string): number {
  const log = readFileSync(path.join(stage.dataDir, "logs", `${victim}.log`), "utf8");
  return log.split(/"msg":"(?:listening|scanner is listening|worker is running)"/).length - 1;
}

/** Kills one process again and again, each time after it has been up a random while. */
async function killer(stage: Stage, victim: string, times: number, chance: () => number): Promise<number> {
  const deadline = Date.now() + 780_000;
  let killed = 0;
  while (killed < times && Date.now() < deadline) {
    const before = startsOf(stage, victim);
    await sleep(200 + chance() * 2_300);
    // Not there: it died at a crash point of its own just now.
    if (stage.stack.kill(victim)) killed += 1;
    while (startsOf(stage, victim) === before && Date.now() < deadline) await sleep(100);
  }
  return killed;
}

let stage: Stage;
test.beforeAll(async () => {
  test.setTimeout(240_000);
  stage = await open();
});
test.afterAll(() => stage?.end());

test(`every deal completes and is paid once (seed ${seed}, ${kills} kills each)`, async () => {
  test.setTimeout(1_200_000);
  const { stack, world, dataDir } = stage;
  let killing = true;
  const finished: Finished[] = [];
  const trader = async (lane: number) => {
    for (let n = 0; killing; n += 1) {
      // A price of its own tells one payout from another on chain.
      const price = 10_000_000n + BigInt(lane * 1_000 + n) * 101n;
      const { dealId, intent } = await agree(world, `kill-${seed}-${lane}-${n}`, price);
      await payIntent(world, intent, (lane + n) % 2 === 0 ? "deposit" : "proxy");
      finished.push(await finish(world, dealId));
    }
  };
  const lanes = Promise.all(Array.from({ length: DEALS_AT_ONCE }, (_, lane) => trader(lane)));
  // A lane that fails ends the test at once, not after the last kill.
  const killers = Promise.all(["scanner", "worker", "web"].map((victim, index) => killer(stage, victim, kills, random(seed * 31 + index))));
  const killed = await Promise.race([killers, lanes.then(() => Promise.reject(new Error("the traders stopped before the kills")))]);
  killing = false;
  await lanes;

  expect(killed).toEqual([kills, kills, kills]);
  for (const point of CRASHES) expect(existsSync(path.join(dataDir, `crashed-at-${point}`)), `no worker died at ${point}`).toBe(true);
  expect(finished.length).toBeGreaterThanOrEqual(DEALS_AT_ONCE);

  const [home] = world.demo.chains;
  const paid = await world.chain.transfers(home.token, home.escrowWallet, world.demo.wallets.seller.address);
  const byValue = (a: bigint, b: bigint) => Number(a - b);
  expect(paid.map((log) => log.args.value ?? 0n).toSorted(byValue)).toEqual(finished.map((deal) => deal.sellerReceives).toSorted(byValue));
  expect(new Set(paid.map((log) => log.transactionHash))).toEqual(new Set(finished.map((deal) => deal.payoutTx)));
  for (const { dealId, sellerReceives } of finished) {
    const funds = await world.people.admin.ledger.dealFunds({ dealId });
    expect(funds).toMatchObject({
      balanced: true,
      held: "0",
      inFlight: "0",
      releasable: "0",
      received: "0",
      released: sellerReceives.toString(),
    });
  }
  await reconciled(world);
  process.stdout.write(
    `\n${finished.length} deals, ${killed.reduce((sum, n) => sum + n, 0)} kills and ${CRASHES.length} crashes at chosen points; restarts: ${JSON.stringify(stack.restarts())}\n`,
  );
});
