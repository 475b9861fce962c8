import { spawn } from "node:child_process";
import type { ChildProcess } from "node:child_process";
import { createServer } from "node:net";
import { tmpdir } from "node:os";
import { ensureProgram } from "@amanat/devstack/build";
import { startTestWorld } from "@amanat/devstack/chain";
import type { TestWorld } from "@amanat/devstack/chain";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, describe, expect, test } from "vitest";
import { newTarget, SECRET, startProduct, watch } from "./product.fixture.ts";
import type { Product } from "./product.fixture.ts";

const database = useDatabase();
const ESCROW = `0x${"e5".repeat(20)}`;
// A process takes a second to start, and many times that where every core is busy.
const SOON = { timeout: 60_000, interval: 50 };
const PATIENCE = 240_000;

let program: string;
let chain: TestWorld;
let product: Product;
let pool: Pool;
const children = new Set<ChildProcess>();

beforeAll(async () => {
  program = await ensureProgram("scanner", tmpdir());
  chain = await startTestWorld({ escrowWallet: ESCROW });
  product = await startProduct();
  pool = new Pool({ connectionString: database.urls.scanner });
});
afterEach(() => {
  for (const child of children) child.kill("SIGKILL");
  children.clear();
});
afterAll(async () => {
  await product?.stop();
  await pool?.end();
  await chain?.stop();
});

type Process = { url: string; child: ChildProcess; exit: Promise<number | null>; stderr(): string };

async function startProcess(env: Record<string, string> = {}): Promise<Process> {
  const port = await freePort();
  const child = spawn(process.execPath, [program], {
    env: {
      PATH: process.env["PATH"] ?? "",
      SCANNER_PG_URL: database.urls.scanner,
      CHAIN_RPC_URL: chain.url,
      CHAIN_ID: "31337",
      TRANSACTION_SAFETY_MIN_CONFIRMATIONS: "3",
      AMN_SCANNER_PORT: String(port),
      AMN_SCANNER_WEBHOOK_URL: product.url,
      AMN_SCANNER_WEBHOOK_SECRET: SECRET,
      AMN_SCANNER_POLL_MS: "50",
      LOG_LEVEL: "error",
      ...env,
    },
    stdio: ["ignore", "ignore", "pipe"],
  });
  children.add(child);
  let stderr = "";
  child.stderr.on("data", (chunk: Buffer) => (stderr += chunk.toString()));
  return { url: `http://127.0.0.1:${port}`, child, exit: new Promise((resolve) => child.once("exit", resolve)), stderr: () => stderr };
}

async function ready(at: Process): Promise<void> {
  await expect.poll(() => statusOf(at), SOON).toBe(200);
}

/** What `/readyz` answers; null while nobody listens, the process's last words when it is gone. */
async function statusOf(at: Process): Promise<number | string | null> {
  if (at.child.exitCode !== null) return at.stderr();
  const answer = await fetch(`${at.url}/readyz`).catch(() => null);
  await answer?.body?.cancel();
  return answer?.status ?? null;
}

describe("the scanner's process", { timeout: PATIENCE }, () => {
  test("killed again and again in the middle of payments loses none and invents none", async () => {
    let current = await startProcess();
    await ready(current);
    const paid: string[] = [];
    for (let round = 0; round < 4; round += 1) {
      const watched = newTarget(chain.world.proxy.toLowerCase(), Number(await chain.rpc("eth_blockNumber")));
      await watch(current.url, watched);
      await chain.transfer(chain.world.tokens.usdc, watched.target.depositAddress, BigInt(round + 1));
      paid.push(watched.id);
      // Somewhere between seeing, storing, posting and marking as posted.
      await new Promise((resolve) => setTimeout(resolve, round * 40));
      current.child.kill("SIGKILL");
      await current.exit;
      await chain.mine(2);
      current = await startProcess();
      await ready(current);
    }
    await chain.mine(8);
    for (const id of paid) {
      await expect.poll(() => product.of(id).at(-1)?.event, SOON).toBe("payment.confirmed");
      const news = product.of(id).map((webhook) => `${webhook.event}:${webhook.confirmations}`);
      expect(new Set(news).size).toBe(news.length);
      expect(product.of(id).filter((webhook) => webhook.event === "payment.detected")).toHaveLength(1);
    }
  });

  test("crash between commit and webhook: what was stored and not taken by the product is told by the next process, once", async () => {
    const first = await startProcess();
    await ready(first);
    const watched = newTarget(chain.world.proxy.toLowerCase(), Number(await chain.rpc("eth_blockNumber")));
    await watch(first.url, watched);
    product.refuseNext(Infinity);
    await chain.transfer(chain.world.tokens.usdc, watched.target.depositAddress, 77n);
    const stored = () => pool.query("select event from scanner.webhook_outbox where target_id = $1 and delivered_at is null", [watched.id]);
    await expect.poll(async () => (await stored()).rows, SOON).toEqual([{ event: "payment.detected" }]);
    first.child.kill("SIGKILL");
    await first.exit;
    expect(product.of(watched.id)).toEqual([]);
    product.refuseNext(0);
    await ready(await startProcess());
    await expect.poll(() => product.of(watched.id).map(({ event }) => event), SOON).toEqual(["payment.detected"]);
  });

  test("ends cleanly on SIGTERM and frees its lease", async () => {
    const running = await startProcess();
    // The copy killed before keeps its lease until that runs out.
    await expect
      .poll(
        async () =>
          (
            await fetch(`${running.url}/readyz`)
              .then((answer) => answer.text())
              .catch(() => "")
          ).includes('"following"'),
        SOON,
      )
      .toBe(true);
    running.child.kill("SIGTERM");
    expect(await running.exit).toBe(0);
    expect(await leaseOwner()).toBeNull();
  });

  test("refuses a wrong environment with one line that shows no secret", async () => {
    const wrong = await startProcess({ SCANNER_PG_URL: "mysql://u:hunter2@h/d", AMN_SCANNER_WEBHOOK_SECRET: "short" });
    expect(await wrong.exit).toBe(1);
    expect(wrong.stderr().trim().split("\n")).toHaveLength(1);
    expect(wrong.stderr()).toMatch(/SCANNER_PG_URL.*AMN_SCANNER_WEBHOOK_SECRET/);
    expect(wrong.stderr()).not.toMatch(/hunter2|short/);
  });

  test("meeting another chain than before archives the old world and starts fresh", async () => {
    const first = await startProcess();
    await ready(first);
    const watched = newTarget(chain.world.proxy.toLowerCase(), 0);
    await watch(first.url, watched);
    await chain.transfer(chain.world.tokens.usdc, watched.target.depositAddress, 5n);
    await expect.poll(() => product.of(watched.id).length, SOON).toBe(1);
    first.child.kill("SIGTERM");
    await first.exit;
    const fresh = await startTestWorld({ escrowWallet: ESCROW });
    try {
      const second = await startProcess({ CHAIN_RPC_URL: fresh.url });
      await ready(second);
      const cursors = await pool.query("select chain, status from scanner.chain_cursor order by chain");
      expect(cursors.rows).toEqual([
        { chain: expect.stringMatching(/^archived:.*eip155:31337$/), status: "archived" },
        { chain: "eip155:31337", status: "following" },
      ]);
      await fresh.transfer(fresh.world.tokens.usdc, watched.target.depositAddress, 6n);
      await expect.poll(() => product.of(watched.id).at(-1)?.transfer.amount, SOON).toBe("6");
      expect(product.of(watched.id).map((webhook) => webhook.event)).toEqual(["payment.detected", "payment.detected"]);
    } finally {
      await fresh.stop();
    }
  });
});

async function leaseOwner(): Promise<string | null> {
  const found = await pool.query("select lease_owner from scanner.chain_cursor where chain = 'eip155:31337'");
  return found.rows[0]?.lease_owner ?? null;
}

async function freePort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const address = server.address();
  await new Promise<void>((resolve) => server.close(() => resolve()));
  if (address === null || typeof address === "string") throw new Error("no free port");
  return address.port;
}
