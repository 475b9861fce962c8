import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync, truncateSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { afterEach, expect, test } from "vitest";
import { anvilCommand, backUpState, deployWorld, mineUntilFinal, mineWhileUnconfirmed, startLocalChain, waitForChain } from "./index.ts";
import { requestRpc } from "./rpc.ts";

const MNEMONIC = "test test test test test test test test test test test junk";
const ESCROW = `0x${"e5".repeat(20)}`;
const cleanups: (() => unknown)[] = [];
afterEach(async () => {
  for (const cleanup of cleanups.splice(0).toReversed()) await cleanup();
});

function folder(): string {
  const dataDir = mkdtempSync(join(tmpdir(), "amanat-local-chain-"));
  cleanups.push(() => rmSync(dataDir, { recursive: true, force: true }));
  return dataDir;
}

async function chainOf(options: { stateFile?: string } = {}) {
  const chain = await startLocalChain(options);
  cleanups.push(() => chain.stop());
  return chain;
}

const blockNumber = async (url: string) => Number(await requestRpc(url, "eth_blockNumber", []));

test("a world is deployed once: a second start finds it and funds nobody twice", async () => {
  const { url, mnemonic } = await chainOf();
  const dataDir = folder();
  const options = { rpcUrl: url, dataDir, mnemonic, escrowWallet: ESCROW };
  const first = await deployWorld(options);
  const height = await blockNumber(url);
  expect(await deployWorld(options)).toEqual(first);
  expect(await blockNumber(url)).toBe(height);
  // A start killed before it wrote its file repeats the contracts, yet leaves the escrow wallet with the same gas.
  rmSync(join(dataDir, "chain-world.json"));
  const second = await deployWorld(options);
  expect(second.proxy).not.toBe(first.proxy);
  expect(BigInt(String(await requestRpc(url, "eth_getBalance", [ESCROW, "latest"])))).toBe(first.escrowGas.amount);
});

test("blocks are mined while a transaction is shallow, and not for their own sake", async () => {
  const { url, mnemonic } = await chainOf();
  const world = await deployWorld({ rpcUrl: url, dataDir: folder(), mnemonic, escrowWallet: ESCROW });
  const busy = await blockNumber(url);
  const stop = new AbortController();
  const mining = mineWhileUnconfirmed(url, stop.signal, { intervalMs: 20 });
  await expect.poll(() => blockNumber(url)).toBe(busy + 8);
  await sleep(300);
  expect(await blockNumber(url)).toBe(busy + 8);
  await requestRpc(url, "eth_sendTransaction", [{ from: world.deployer, to: ESCROW, value: "0x1" }]);
  await expect.poll(() => blockNumber(url)).toBe(busy + 17);
  stop.abort();
  await mining;
});

test("a killed chain comes back with its blocks, also from a state file cut short", async () => {
  const dataDir = folder();
  const stateFile = join(dataDir, "chain-state.json");
  const port = Number(new URL((await startAndStop()).url).port);
  const url = `http://127.0.0.1:${port}`;
  let anvil: ChildProcess = await start();
  await deployWorld({ rpcUrl: url, dataDir, mnemonic: MNEMONIC, escrowWallet: ESCROW });
  const height = await blockNumber(url);
  const stop = new AbortController();
  const backing = backUpState(stateFile, stop.signal);
  await expect.poll(() => blocksIn(`${stateFile}.good`), { timeout: 15_000 }).toBeGreaterThanOrEqual(height);
  stop.abort();
  await backing;

  await kill(anvil);
  truncateSync(stateFile, 100);
  anvil = await start();
  expect(await blockNumber(url)).toBe(height);
  const world = await deployWorld({ rpcUrl: url, dataDir, mnemonic: MNEMONIC, escrowWallet: ESCROW });
  expect(await blockNumber(url)).toBe(height);
  expect(world.escrowGas.txHash).not.toBeNull();

  // However often it starts again, its first block stays the one that the second follows.
  for (let restart = 0; restart < 4; restart += 1) {
    await sleep(1_500);
    await kill(anvil);
    anvil = await start();
    expect(await hashOf(url, 0)).toBe(world.genesis);
  }
  const final = await finalBlock(url);
  await expect(requestRpc(url, "eth_getBalance", [ESCROW, final])).rejects.toThrow(/BlockOutOfRange/);
  await mineUntilFinal(url);
  expect(await requestRpc(url, "eth_getBalance", [ESCROW, await finalBlock(url)])).toBe(`0x${world.escrowGas.amount.toString(16)}`);
  await kill(anvil);

  async function start(): Promise<ChildProcess> {
    const { command, args } = anvilCommand({ port, mnemonic: MNEMONIC, stateFile });
    const child = spawn(command, args, { stdio: "ignore" });
    cleanups.push(() => kill(child));
    await waitForChain(url);
    return child;
  }
});

test("waiting for a chain that is another one, or none, ends with words", async () => {
  const { url } = await chainOf();
  await expect(waitForChain(url, { chainId: 1, timeoutMs: 200 })).rejects.toThrow(/no chain answered/);
  await expect(waitForChain("http://127.0.0.1:9", { timeoutMs: 200 })).rejects.toThrow(/no chain answered/);
});

async function finalBlock(url: string): Promise<string> {
  const block = await requestRpc(url, "eth_getBlockByNumber", ["finalized", false]);
  if (typeof block !== "object" || block === null || !("number" in block)) throw new Error("no final block");
  return String(block.number);
}

async function hashOf(url: string, block: number): Promise<unknown> {
  const found: unknown = await requestRpc(url, "eth_getBlockByNumber", [`0x${block.toString(16)}`, false]);
  return typeof found === "object" && found !== null && "hash" in found ? found.hash : null;
}

/** A port that was free a moment ago. */
async function startAndStop() {
  const chain = await startLocalChain();
  await chain.stop();
  return chain;
}

async function kill(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = new Promise((resolve) => child.once("exit", resolve));
  child.kill("SIGKILL");
  await gone;
}

function blocksIn(file: string): number {
  try {
    const state: unknown = JSON.parse(readFileSync(file, "utf8"));
    const blocks = typeof state === "object" && state !== null && "blocks" in state ? state.blocks : [];
    return Array.isArray(blocks) ? blocks.length - 1 : -1;
  } catch {
    return -1;
  }
}
