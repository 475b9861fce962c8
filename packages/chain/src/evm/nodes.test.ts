import { afterEach, beforeEach, expect, test } from "vitest";
import { type ChainNode, openNodes } from "../index.ts";
import { startNode } from "./node.fixture.ts";

const OURS = 31_337;

let servers: Awaited<ReturnType<typeof startNode>>[];

beforeEach(async () => {
  servers = await Promise.all([OURS, OURS, OURS].map((serves) => startNode(serves)));
});
afterEach(async () => {
  await Promise.all(servers.map((server) => server.stop()));
});

const open = () => openNodes({ urls: servers.map(({ url }) => url), evmChainId: OURS });
const ask = (node: ChainNode) => node.request({ method: "eth_blockNumber" });

test("one node is read with for as long as it does well, and another once it does not", async () => {
  const nodes = open();
  const first = nodes.take();
  for (let call = 0; call < 20; call += 1) {
    expect(nodes.take()).toBe(first);
    await ask(first);
  }
  expect(servers[1]?.asked).toEqual([]);
  Object.assign(servers[0] ?? {}, { away: true });
  await expect(ask(first)).rejects.toThrow();
  const other = nodes.take();
  expect(other).not.toBe(first);
  await ask(other);
  expect(first.figures()).toMatchObject({ calls: 21, failures: 1 });
});

test("what a node refuses is its answer; who says that it was wrong takes another", async () => {
  const nodes = open();
  const first = nodes.take();
  Object.assign(servers[0] ?? {}, { refusal: { code: -32_000, message: "no" } });
  await expect(ask(first)).rejects.toThrow(/no/);
  expect(nodes.take()).toBe(first);
  first.blame();
  expect(nodes.take()).not.toBe(first);
});

test("the second opinion is another node's: the best of the others, and none where there is one alone", async () => {
  const nodes = open();
  const first = nodes.take();
  const second = nodes.besides(first);
  expect(second).not.toBe(first);
  second?.blame();
  const third = nodes.besides(first);
  expect(new Set([first, second, third]).size).toBe(3);
  const alone = openNodes({ urls: [servers[0]?.url ?? ""], evmChainId: OURS });
  expect(alone.besides(alone.take())).toBeNull();
});

test("a name is the host, told apart where one is named twice, and shows no key", () => {
  const urls = ["https://a.example/v3/secret", "https://b.example", "https://a.example/other"];
  const nodes = openNodes({ urls, evmChainId: 1 });
  expect(nodes.all.map(({ name }) => name)).toEqual(["a.example", "b.example", "a.example#2"]);
  const [first, other] = nodes.all;
  if (first === undefined) throw new Error("no node");
  // Another provider's, though the same one's second is as good.
  expect(nodes.besides(first)).toBe(other);
});
