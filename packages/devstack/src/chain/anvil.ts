import { copyFileSync, existsSync, readFileSync, renameSync, rmSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { setTimeout as sleep } from "node:timers/promises";
import * as z from "zod";
import { HOME_CHAIN } from "./local-chains.ts";
import { requestRpc } from "./rpc.ts";

export type AnvilOptions = {
  port: number;
  /** Accounts 0–9 of this mnemonic are unlocked and funded: the demo's buyer, seller and deployer. */
  mnemonic: string;
  /** Where the chain's state is kept between runs; null keeps it in memory only. */
  stateFile: string | null;
  chainId?: number;
  host?: string;
};

export type Command = { command: string; args: string[] };

const PLATFORM_NAMES: Record<string, string> = {
  "linux-x64": "linux-amd64",
  "linux-arm64": "linux-arm64",
  "darwin-x64": "darwin-amd64",
  "darwin-arm64": "darwin-arm64",
  "win32-x64": "win32-amd64",
};

/** Path of the anvil binary in the npm package of this platform. Throws when npm has none for it. */
export function anvilBinary(): string {
  const platform = PLATFORM_NAMES[`${process.platform}-${process.arch}`];
  if (!platform) throw new Error(`anvil has no build for ${process.platform}-${process.arch}`);
  // The platform package is a dependency of @foundry-rs/anvil, so it resolves from there only.
  const fromHere = createRequire(import.meta.url);
  const fromAnvil = createRequire(fromHere.resolve("@foundry-rs/anvil/package.json"));
  return fromAnvil.resolve(`@foundry-rs/anvil-${platform}/bin/anvil${process.platform === "win32" ? ".exe" : ""}`);
}

/**
 * What to spawn for the local chain. Blocks are mined when a transaction comes; `safe` and `finalized` trail by
 * 3 and 6 blocks. Call it again for every restart: it first repairs a state file that a kill cut short.
 */
export function anvilCommand(options: AnvilOptions): Command {
  const args = [
    "--host",
    options.host ?? "127.0.0.1",
    "--port",
    String(options.port),
    "--chain-id",
    String(options.chainId ?? HOME_CHAIN.id),
    "--mnemonic",
    options.mnemonic,
    "--slots-in-an-epoch",
    "3",
    "--quiet",
  ];
  if (options.stateFile !== null) {
    repairStateFile(options.stateFile);
    args.push("--state", options.stateFile, "--state-interval", "1");
  }
  return { command: anvilBinary(), args };
}

/** Resolves when the chain at `url` answers with the expected chain id; rejects after `timeoutMs`. */
export async function waitForChain(
  url: string,
  options: { chainId?: number; timeoutMs?: number; signal?: AbortSignal } = {},
): Promise<void> {
  const deadline = Date.now() + (options.timeoutMs ?? 20_000);
  const expected = options.chainId ?? HOME_CHAIN.id;
  for (;;) {
    options.signal?.throwIfAborted();
    try {
      const id = Number(await requestRpc(url, "eth_chainId", []));
      if (id === expected) return;
      throw new Error(`the chain at ${url} has id ${id}, expected ${expected}`);
    } catch (error) {
      if (Date.now() >= deadline) throw new Error(`no chain answered at ${url}`, { cause: error });
      await sleep(50);
    }
  }
}

/** Final blocks trail by six. */
const BLOCKS_UNTIL_FINAL = 7;

/** An anvil that was started again tells balances of no block that it has loaded: mines until its final block is one of its own. */
export async function mineUntilFinal(url: string): Promise<void> {
  await requestRpc(url, "anvil_mine", [`0x${BLOCKS_UNTIL_FINAL.toString(16)}`]);
}

/**
 * Copies the state file aside whenever it is whole, until aborted. anvil rewrites the file in place every second,
 * so a SIGKILL at the wrong moment leaves half of it.
 */
export async function backUpState(stateFile: string, signal: AbortSignal): Promise<void> {
  let copied: Buffer | null = null;
  while (!signal.aborted) {
    await sleep(1_500, undefined, { signal }).catch(() => undefined);
    if (signal.aborted || !existsSync(stateFile)) continue;
    const state = readFileSync(stateFile);
    // The bytes judged are the bytes written: the file may be half rewritten a moment later.
    if ((copied !== null && state.equals(copied)) || !isWhole(state)) continue;
    writeFileSync(`${stateFile}.copying`, state);
    renameSync(`${stateFile}.copying`, backupOf(stateFile));
    copied = state;
  }
}

function repairStateFile(stateFile: string): void {
  if (!existsSync(stateFile)) return;
  if (!isWhole(readFileSync(stateFile))) {
    if (!existsSync(backupOf(stateFile))) return rmSync(stateFile);
    copyFileSync(backupOf(stateFile), stateFile);
  }
  keepFirstGenesis(stateFile);
}

const stateSchema = z.looseObject({
  blocks: z.array(z.looseObject({ header: z.looseObject({ number: z.string(), timestamp: z.string() }) })),
});

/**
 * Every start of anvil makes a block 0 of its own and keeps those it loads beside it; with two in the file, chance
 * decides which one the next start takes. The oldest is the one that block 1 follows.
 */
function keepFirstGenesis(stateFile: string): void {
  const state = stateSchema.parse(JSON.parse(readFileSync(stateFile, "utf8")));
  const [first, ...later] = state.blocks
    .filter(({ header }) => Number(header.number) === 0)
    .sort((one, other) => Number(one.header.timestamp) - Number(other.header.timestamp));
  if (first === undefined || later.length === 0) return;
  const blocks = [first, ...state.blocks.filter(({ header }) => Number(header.number) !== 0)];
  writeFileSync(`${stateFile}.repaired`, JSON.stringify({ ...state, blocks }));
  renameSync(`${stateFile}.repaired`, stateFile);
}

function isWhole(state: Buffer): boolean {
  try {
    JSON.parse(state.toString("utf8"));
    return true;
  } catch {
    return false;
  }
}

function backupOf(stateFile: string): string {
  return `${stateFile}.good`;
}
