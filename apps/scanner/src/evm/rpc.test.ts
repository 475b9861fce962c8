/** The failures named under "RPC", with nodes that fail on demand. The lagging head stands beside a real chain, the wrong chain id in `packages/chain`. */
import { PROXY, TOKENS } from "@amanat/devstack/generated-chain";
import { useDatabase } from "@amanat/testing";
import { Pool } from "pg";
import { afterAll, afterEach, beforeAll, beforeEach, expect, test } from "vitest";
import { newTarget, type Product, type RunningScanner, runScanner, startProduct, watch, type Watched } from "../product.fixture.ts";
import { CHAIN, type Generated, paying, startGenerated } from "./generated.fixture.ts";

const database = useDatabase();
const SOON = { timeout: 20_000, interval: 20 };

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
    "truncate scanner.chain_cursor, scanner.block_header, scanner.observed_transfer, scanner.webhook_outbox, scanner.watch_target, scanner.balance_audit",
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

async function follow(auditMs = 0): Promise<void> {
  scanner = await runScanner({
    pgUrl: database.urls.scanner,
    rpcUrl: "",
    rpcUrls: chain.urls,
    webhookUrl: product.url,
    chain: CHAIN,
    reorgDepth: 64,
    tokens: TOKENS,
    auditMs,
  });
  await expect.poll(() => scanner.status().state, SOON).toBe("following");
}

const ours = (fromBlock: number): Watched => {
  const { target, ...one } = newTarget(PROXY, fromBlock);
  return { ...one, target: { ...target, chain: CHAIN } };
};
const detected = (id: string) => product.of(id).filter(({ event }) => event === "payment.detected");
const confirmedOf = (id: string) => () => product.of(id).at(-1)?.event;

test("empty logs: a node that answers every question about logs with none is not believed, where a header promises some", async () => {
  chain = await startGenerated();
  await follow();
  const one = ours(chain.head());
  await watch(scanner.url, one);
  await expect.poll(() => scanner.status().lag, SOON).toBe(0);
  for (const node of chain.nodes) node.behave({ silent: 1 });
  chain.mine([[paying(one.target.depositAddress)]]);
  chain.empty(8);
  await expect.poll(confirmedOf(one.id), SOON).toBe("payment.confirmed");
  expect(detected(one.id)).toHaveLength(1);
});

test("empty logs: what one node kept silent about while a scanner caught up is told by another before it is sealed", async () => {
  chain = await startGenerated({ nodes: 2 });
  await follow();
  const one = ours(chain.head());
  await watch(scanner.url, one);
  await expect.poll(() => scanner.status().lag, SOON).toBe(0);
  await scanner.stop();
  chain.nodes[0]?.behave({ silent: 1 });
  chain.mine([[paying(one.target.depositAddress)]]);
  chain.empty(300);
  await follow();
  await expect.poll(confirmedOf(one.id), SOON).toBe("payment.confirmed");
  expect(scanner.status().counts.missed).toBe(1);
  expect(detected(one.id)).toHaveLength(1);
});

test("empty logs: a balance that nothing explains is a drift, until a node tells of the transfer", async () => {
  chain = await startGenerated({ nodes: 2 });
  const one = ours(chain.head());
  chain.mine([[paying(one.target.depositAddress)]]);
  chain.empty(300);
  for (const node of chain.nodes) node.behave({ silent: 1 });
  await follow(300);
  await watch(scanner.url, one);
  await expect.poll(() => scanner.status().drifts, SOON).toBe(1);
  expect(product.of(one.id)).toEqual([]);
  expect(await (await fetch(`${scanner.url}/readyz`)).json()).toMatchObject({ chains: [{ drifts: 1 }] });
  for (const node of chain.nodes) node.behave({});
  await expect.poll(confirmedOf(one.id), SOON).toBe("payment.confirmed");
  await expect.poll(() => scanner.status().drifts, SOON).toBe(0);
});

test("what has left an address explains its balance", async () => {
  chain = await startGenerated();
  const one = ours(chain.head());
  await follow(300);
  await watch(scanner.url, one);
  chain.mine([[paying(one.target.depositAddress, 7n)], [], [{ ...paying(`0x${"77".repeat(20)}`, 7n), from: one.target.depositAddress }]]);
  chain.empty(8);
  const audits = async () =>
    (await pool.query("select balance::text, observed::text, sent::text, status from scanner.balance_audit where token = $1", [TOKENS[0]]))
      .rows;
  await expect.poll(audits, SOON).toEqual([{ balance: "0", observed: "7", sent: "7", status: "agrees" }]);
});

test("range and result caps: history is read in the portions each node takes", async () => {
  chain = await startGenerated({ nodes: 2 });
  const many = ours(0);
  for (let block = 0; block < 20; block += 1) chain.mine([[paying(many.target.depositAddress), paying(many.target.depositAddress)]]);
  chain.empty(300);
  chain.nodes[0]?.behave({ range: 100, results: 5 });
  chain.nodes[1]?.behave({ range: 40, results: 1 });
  await follow();
  await watch(scanner.url, many);
  await expect.poll(() => detected(many.id).length, SOON).toBe(40);
  await expect
    .poll(async () => (await pool.query("select backfilled from scanner.watch_target")).rows, SOON)
    .toEqual([{ backfilled: true }]);
  expect(new Set(detected(many.id).map(({ transfer }) => transfer.txHash)).size).toBe(40);
});

test("429: a busy node is asked again, and every payment is told once", async () => {
  chain = await startGenerated({ nodes: 2 });
  await follow();
  const one = ours(chain.head());
  await watch(scanner.url, one);
  for (const node of chain.nodes) node.behave({ busy: 0.3 });
  for (let block = 0; block < 20; block += 1) chain.mine([[paying(one.target.depositAddress)]]);
  chain.empty(8);
  await expect.poll(() => product.of(one.id).filter(({ event }) => event === "payment.confirmed").length, SOON).toBe(20);
  expect(detected(one.id)).toHaveLength(20);
});

test("pruned: a target older than what one node keeps is read for at another, and holds up nobody where there is none", async () => {
  chain = await startGenerated({ nodes: 2 });
  const old = ours(chain.head());
  chain.mine([[paying(old.target.depositAddress)]]);
  chain.empty(300);
  for (const node of chain.nodes) node.behave({ keptFrom: 200 });
  await follow();
  const young = ours(chain.head());
  await watch(scanner.url, old);
  await watch(scanner.url, young);
  chain.mine([[paying(young.target.depositAddress)]]);
  await expect.poll(() => detected(young.id).length, SOON).toBe(1);
  expect(product.of(old.id)).toEqual([]);
  chain.nodes[1]?.behave({});
  await expect.poll(confirmedOf(old.id), SOON).toBe("payment.confirmed");
});

test("two RPCs disagree: nothing is sealed that both do not have, and everything is told meanwhile", async () => {
  chain = await startGenerated({ nodes: 2 });
  await follow();
  const one = ours(chain.head());
  await watch(scanner.url, one);
  await expect.poll(() => scanner.status().lag, SOON).toBe(0);
  await scanner.stop();
  // The second node goes on on a branch of its own, and calls it final.
  const stray = await startGenerated({ blocks: 95 });
  chain.nodes[1]?.show(stray.blocks());
  await stray.stop();
  chain.empty(10, [1]);
  chain.replace(
    5,
    Array.from({ length: 80 }, () => []),
    [1],
  );
  await follow();
  chain.mine([[paying(one.target.depositAddress)]], [1]);
  await expect.poll(() => scanner.status().counts.disagreements, SOON).toBeGreaterThan(0);
  await expect.poll(() => detected(one.id).length, SOON).toBe(1);
  expect(scanner.status().sealed).toBeLessThan(0);
  chain.mine([[]]);
  await expect.poll(() => scanner.status().sealed, SOON).toBeGreaterThan(0);
});
