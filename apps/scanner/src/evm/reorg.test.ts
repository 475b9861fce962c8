/** The failures named under "Reorg", on a chain whose every block the test makes. The shallow drop and the one after confirmation stand on anvil. */
import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { PROXY } from "@amanat/devstack/generated-chain";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newTarget, type Product, type RunningScanner, runScanner, startProduct, watch, type Watched } from "../product.fixture.ts";
import { askToResume } from "../resumptions.ts";
import { CHAIN, type Generated, paying, startGenerated } from "./generated.fixture.ts";

const database = useDatabase();
const SOON = { timeout: 15_000, interval: 20 };
const RESUME = fileURLToPath(new URL("../resume.ts", import.meta.url));

let product: Product;
let pool: Pool;
let chain: Generated;
let scanner: RunningScanner;

beforeAll(async () => {
  product = await startProduct();
  pool = new Pool({ connectionString: database.urls.scanner });
});
beforeEach(async () => {
  await pool.query(
    "truncate scanner.chain_cursor, scanner.block_header, scanner.observed_transfer, scanner.webhook_outbox, scanner.watch_target",
  );
});
afterEach(async () => {
  await scanner?.stop();
  await chain?.stop();
});
afterAll(async () => {
  await pool?.end();
  await product?.stop();
});

async function follow(blocks: number, reorgDepth = 64): Promise<void> {
  chain = await startGenerated({ blocks });
  scanner = await runScanner({
    pgUrl: database.urls.scanner,
    rpcUrl: "",
    rpcUrls: chain.urls,
    webhookUrl: product.url,
    chain: CHAIN,
    reorgDepth,
  });
  await upToDate();
}

const upToDate = () =>
  expect.poll(() => [scanner.status().head, scanner.status().lag, scanner.status().lastError], SOON).toEqual([chain.head(), 0, null]);

async function watched(fromBlock = chain.head()): Promise<Watched> {
  const { target, ...one } = newTarget(PROXY, fromBlock);
  const own = { ...one, target: { ...target, chain: CHAIN } };
  await watch(scanner.url, own);
  return own;
}

const eventsOf = (id: string) => product.of(id).map(({ event, transfer }) => [event, transfer.blockNumber, transfer.logIndex]);
const counted = (events: readonly unknown[]) => events.filter((event) => (event as string[])[0] !== "payment.confirming");

test("re-include at other height, log index or hash: the payment is taken back and told anew, and stands once", async () => {
  await follow(10);
  const { id, target } = await watched();
  const payment = paying(target.depositAddress);
  chain.mine([[payment]]);
  await expect.poll(() => eventsOf(id), SOON).toEqual([["payment.detected", 11, 0]]);
  // The very same transaction, a block later and behind another's.
  chain.replace(1, [[], [paying(`0x${"99".repeat(20)}`), payment]]);
  await expect.poll(() => eventsOf(id).length, SOON).toBe(3);
  // And once more at the old height, in yet another block.
  chain.replace(2, [[payment], [], []]);
  chain.empty(8);
  await expect.poll(() => product.of(id).at(-1)?.event, SOON).toBe("payment.confirmed");
  expect(counted(eventsOf(id))).toEqual([
    ["payment.detected", 11, 0],
    ["payment.reorged", 11, 0],
    ["payment.detected", 12, 1],
    ["payment.reorged", 12, 1],
    ["payment.detected", 11, 0],
    ["payment.confirmed", 11, 0],
  ]);
  const { rows } = await pool.query("select status, count(*)::int as n from scanner.observed_transfer group by status order by status");
  expect(rows).toEqual([
    { status: "confirmed", n: 1 },
    { status: "orphaned", n: 2 },
  ]);
});

test("reorg during scan: what was read of a branch that is gone meanwhile is not told", async () => {
  await follow(10);
  const { id, target } = await watched();
  const { id: other, target: otherTarget } = await watched();
  const [node] = chain.nodes;
  if (node === undefined) throw new Error("no node");
  // The headers are read, and the logs are another branch's.
  node.meanwhile = (method) => {
    if (method !== "eth_getLogs" || chain.head() !== 11) return;
    node.meanwhile = null;
    chain.replace(1, [[paying(otherTarget.depositAddress)], []]);
  };
  chain.mine([[paying(target.depositAddress)]]);
  await expect.poll(() => product.of(other).length, SOON).toBeGreaterThan(0);
  await upToDate();
  expect(node.meanwhile).toBeNull();
  expect(product.of(id)).toEqual([]);
  expect(product.of(other)[0]).toMatchObject({ event: "payment.detected", transfer: { blockNumber: 11 } });
});

// Two programs are started in it, which takes its time on a busy machine.
test("deeper than window halts: loudly, changing nothing, until an operator says from where it goes on", { timeout: 180_000 }, async () => {
  await follow(10, 8);
  const [below, above] = [await watched(), await watched()];
  chain.mine([[paying(below.target.depositAddress)]]);
  chain.empty(9);
  chain.mine([[paying(above.target.depositAddress)]]);
  chain.empty(20);
  await expect.poll(() => product.of(above.id).at(-1)?.event, SOON).toBe("payment.confirmed");
  await expect.poll(() => scanner.status().sealed, SOON).toBe(33);
  const told = product.received.length;
  chain.replace(
    25,
    Array.from({ length: 30 }, () => []),
  );
  await expect.poll(() => scanner.status().state, SOON).toBe("halted");
  expect((await fetch(`${scanner.url}/readyz`)).status).toBe(503);
  expect(scanner.status().lastError).toMatch(/disagrees with our seal at block 33/);
  expect(product.received).toHaveLength(told);

  // The branch parts behind block 16; the first payment is below that and stays what it is.
  expect(await askToResume(pool, { chain: CHAIN, fromBlock: 40, reason: "x" })).toBe("ahead");
  expect(await askToResume(pool, { chain: `${CHAIN}1`, fromBlock: 1, reason: "x" })).toBe("unknown");
  await scanner.stop();
  expect(await resume([CHAIN, "--from", "15"])).toMatch(/--reason/);
  expect(await resume([CHAIN, "--from", "15", "--reason", "both nodes say so"])).toMatch(/followed from block 15/);
  expect(await askToResume(pool, { chain: CHAIN, fromBlock: 14, reason: "again" })).toBe("waiting");
  scanner = await runScanner({
    pgUrl: database.urls.scanner,
    rpcUrl: chain.urls[0] ?? "",
    webhookUrl: product.url,
    chain: CHAIN,
    reorgDepth: 8,
  });
  await upToDate();
  await expect.poll(() => product.of(above.id).at(-1)?.event, SOON).toBe("payment.reorged");
  expect(product.of(below.id).at(-1)?.event).toBe("payment.confirmed");
  const { rows } = await pool.query(
    "select from_block, sealed_to, orphaned, reason, done_at is not null as done from scanner.chain_resumption",
  );
  expect(rows).toEqual([{ from_block: 15, sealed_to: 33, orphaned: 1, reason: "both nodes say so", done: true }]);
  chain.mine([[paying(above.target.depositAddress, 9n)]]);
  await expect.poll(() => product.of(above.id).at(-1)?.transfer.amount, SOON).toBe("9");
});

/** What the operator's command says. */
async function resume(args: readonly string[]): Promise<string> {
  const env = { PATH: process.env["PATH"] ?? "", SCANNER_PG_URL: database.urls.scanner };
  const run = promisify(execFile)(process.execPath, [RESUME, ...args], { env });
  return run.then(({ stdout }) => stdout).catch((error: { stderr: string }) => error.stderr);
}
