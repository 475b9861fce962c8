/**
 * A third party's program: one whole deal through `@amanat/sdk`, paid on a real chain. It imports the
 * SDK and viem, reads demo.json, and believes the chain rather than us.
 */
import { AmanatError, formatUnits } from "@amanat/sdk";
import { chainNamed, readDemoFile } from "./demo-file.ts";
import { type Options, readOptions } from "./options.ts";
import { signEverybodyIn } from "./people.ts";
import { startService } from "./provider.ts";
import { describe, reconcile } from "./reconcile.ts";
import type { Reconciliation } from "./reconcile.ts";
import { Steps, Watcher } from "./steps.ts";
import type { Step } from "./steps.ts";
import { tonReader } from "./ton.ts";
import { agree, deliver, fund, payOut, walletOn } from "./trade.ts";
import { chainReader, readerOf } from "./wallet.ts";
import type { Via } from "./wallet.ts";

export type Outcome = {
  ok: boolean;
  url: string;
  via: Via;
  /** Whom it was paid through, where one was named. */
  provider: string | null;
  /** CAIP-2; empty where it was never found. */
  chain: string;
  dealId: string | null;
  steps: Step[];
  reconciled: boolean;
  durationMs: number;
  reconciliation?: Reconciliation;
  error?: string;
};

export type Orders = Omit<Options, "json"> & { dataDir: string; say?: (line: string) => void };

/** Runs one deal. Never throws: what went wrong is in the outcome. */
export async function runDeal(orders: Orders): Promise<Outcome> {
  const began = performance.now();
  const say = orders.say ?? (() => undefined);
  const steps = new Steps(say);
  const { provider } = orders;
  let via: Via = provider?.via ?? orders.via ?? (Math.random() < 0.5 ? "deposit" : "proxy");
  const outcome: Outcome = {
    ok: false,
    url: orders.url ?? "",
    via,
    provider: provider?.name ?? null,
    chain: "",
    dealId: null,
    steps: steps.done,
    reconciled: false,
    durationMs: 0,
  };
  let watcher: Watcher | null = null;
  try {
    const demo = readDemoFile(orders.dataDir);
    outcome.url = orders.url ?? demo.baseUrl;
    const place = chainNamed(demo, orders.chain);
    outcome.chain = place.chain;
    if (place.ton !== undefined) {
      if (provider?.outside === true || orders.via !== undefined) throw new Error("on TON a deal is paid by its memo, and by no other way");
      outcome.via = via = "memo";
    }
    say(`One deal at ${outcome.url}, paid by ${provider?.name ?? via} on ${place.name} (${place.chain})`);
    // Of another instance's providers this program knows nothing: there it pays by those that are offered.
    if (provider?.outside === true && outcome.url === demo.baseUrl)
      await steps.run(`service of ${provider.name} runs`, () => startService(demo, provider));
    const people = await steps.run("buyer, seller and admin sign in", () => signEverybodyIn(outcome.url, demo));
    watcher = new Watcher(people.buyer.amanat);
    const setting = { demo, place, people, steps, watcher, via, provider: provider ?? null };
    const readers = new Map(
      demo.chains.map(({ chain, rpcUrl, id, ton }) => [chain, ton === undefined ? chainReader(rpcUrl, id) : tonReader(rpcUrl)]),
    );
    const chain = readerOf(readers, place.chain);
    const sellerBefore = await chain.balanceOf(place.token, walletOn({ demo, place }, "seller"));
    const agreement = await agree(setting);
    outcome.dealId = agreement.dealId;
    say(`    price ${formatUnits(agreement.price, agreement.asset.decimals)} ${agreement.asset.symbol}`);
    await fund(setting, agreement);
    await deliver(setting, agreement);
    const payout = await payOut(setting, agreement);
    const reconciliation = await steps.run("ledger and chain compared", () => reconcile(setting, agreement, payout, readers, sellerBefore));
    for (const line of describe(reconciliation, agreement)) say(line);
    outcome.reconciliation = reconciliation;
    outcome.reconciled = reconciliation.reconciled;
    if (!reconciliation.reconciled) throw new Error(`ledger and chain differ: ${reconciliation.problems.join("; ")}`);
    if (watcher.seen.length === 0) throw new Error("the event stream was silent through the whole deal");
    outcome.ok = true;
  } catch (error) {
    outcome.error = lineOf(error);
  } finally {
    watcher?.stop();
    outcome.durationMs = Math.round(performance.now() - began);
  }
  return outcome;
}

function lineOf(error: unknown): string {
  if (error instanceof AmanatError)
    return `${error.code}: ${error.message}${error.correlationId === "" ? "" : ` (correlation id ${error.correlationId})`}`;
  return error instanceof Error ? (error.message.split("\n")[0] ?? "") : String(error);
}

/** The command line. Answers the exit code. */
export async function main(argv: string[], dataDir: string): Promise<number> {
  const say = (line: string) => process.stdout.write(`${line}\n`);
  let options: Options;
  try {
    options = readOptions(argv);
  } catch (error) {
    process.stderr.write(`deal: ${error instanceof Error ? error.message : String(error)}\n`);
    return 1;
  }
  const { json, ...orders } = options;
  const outcome = await runDeal({ dataDir, say, ...orders });
  if (outcome.ok) say(`ok: ledger and chain agree (${(outcome.durationMs / 1_000).toFixed(1)} s)`);
  else process.stderr.write(`deal: failed: ${outcome.error ?? "unknown"}\n`);
  if (json) say(JSON.stringify(outcome));
  return outcome.ok ? 0 : 1;
}
