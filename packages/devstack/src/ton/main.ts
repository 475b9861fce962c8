/**
 * The demo's own chain of TON: `node ton/main.ts --port N --dir DATA_DIR --escrow ADDRESS --buyer ADDRESS`. It serves what toncenter would, and
 * keeps its world in the data directory. Everybody may mint on it, so it runs for a demo and for nothing else.
 */
import { existsSync, readFileSync, renameSync, writeFileSync } from "node:fs";
import path from "node:path";
import { setInterval } from "node:timers";
import { parseArgs } from "node:util";
import { toNano } from "@ton/core";
import { commandEnvironment } from "../config.ts";
import { fakeToncenter } from "./toncenter.ts";
import { LOCAL_TON, type TonFacts, tonFiles } from "./facts.ts";
import { spelled, type StoredWorld, TonWorld } from "./world.ts";

const BLOCK_MS = 1_000;
const GAS = toNano("50");
const COINS = 1_000_000n * 10n ** 6n;
/** Blocks that may have been counted and not stored when it was killed. */
const SPARE = 60;

const text = { type: "string" } as const;

async function main(): Promise<void> {
  const { values } = parseArgs({ options: { port: text, dir: text, escrow: text, buyer: text } });
  const { port, dir, escrow, buyer } = values;
  if (port === undefined || dir === undefined || escrow === undefined || buyer === undefined)
    throw new Error("--port, --dir, --escrow and --buyer are needed");
  if (commandEnvironment()["AMANAT_MODE"] !== "demo")
    throw new Error("a chain on which everybody may mint is for a demo alone (AMANAT_MODE)");
  const files = tonFiles(dir);
  const known = existsSync(files.state) && existsSync(files.facts);
  const world = known ? await restored(files.state) : await founded(files, { escrow, buyer });
  let stored = -1;
  const keep = () => {
    if (world.recorded.length === stored) return;
    write(files.state, world.store());
    stored = world.recorded.length;
  };
  setInterval(() => {
    world.advance(1);
    keep();
  }, BLOCK_MS);
  const { url } = await fakeToncenter(world, Number(port), keep);
  process.stdout.write(`a chain of TON at ${url}\n`);
}

/** Blocks went by while it was away. */
async function restored(file: string): Promise<TonWorld> {
  const kept = JSON.parse(readFileSync(file, "utf8")) as StoredWorld & { at: string };
  const world = await TonWorld.restore(kept);
  world.advance(Math.max(0, Math.ceil((Date.now() - Date.parse(kept.at)) / BLOCK_MS)) + SPARE);
  return world;
}

/** A jetton, a buyer who has much of it, and an escrow wallet with gas and none of it: what it pays out must have been paid in. */
async function founded(files: ReturnType<typeof tonFiles>, people: { escrow: string; buyer: string }): Promise<TonWorld> {
  const world = await TonWorld.create(LOCAL_TON.chain);
  const issuer = await world.person("issuer");
  const master = await world.jetton(issuer, { name: "Test USDT", symbol: "USDT", decimals: "6" });
  await world.mint(issuer, master, people.buyer, COINS);
  await world.coin(issuer, people.buyer, GAS);
  const sent = await world.coin(issuer, people.escrow, GAS);
  const facts: TonFacts = {
    name: world.name,
    master: spelled(master),
    // Less the fee of taking it in, which the chain keeps.
    escrowGas: { amount: String(await world.coinOf(people.escrow)), txHash: sent },
  };
  write(files.state, world.store());
  write(files.facts, facts);
  return world;
}

/** Whole, or as it was before. */
function write(file: string, what: object): void {
  writeFileSync(`${file}.new`, JSON.stringify({ ...what, at: new Date().toISOString() }), { mode: 0o600 });
  renameSync(`${file}.new`, path.resolve(file));
}

await main().catch((error: unknown) => {
  process.stderr.write(`${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
});
