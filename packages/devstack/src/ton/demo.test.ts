import type { IntentView } from "@amanat/sdk";
import { afterAll, beforeAll, expect, it } from "vitest";
import { payOnTon, tonReader } from "../deal/ton.ts";
import { readConfig } from "../config.ts";
import { demoTonWallet } from "./demo-keys.ts";
import { type FakeToncenter, fakeToncenter } from "./toncenter.ts";
import { spelled, TonWorld } from "./world.ts";

const buyer = demoTonWallet("a mnemonic of the demo", "buyer");
const seller = demoTonWallet("a mnemonic of the demo", "seller");
let world: TonWorld;
let center: FakeToncenter;
let token: string;

beforeAll(async () => {
  world = await TonWorld.create();
  const issuer = await world.person("issuer");
  const master = await world.jetton(issuer, { name: "Test USDT", symbol: "USDT", decimals: "6" });
  token = spelled(master);
  await world.mint(issuer, master, buyer.address, 1_000n);
  await world.coin(issuer, buyer.address, 10n ** 10n);
  // What was stored goes on as if nothing had happened.
  world = await TonWorld.restore(structuredClone(world.store()));
  center = await fakeToncenter(world);
}, 60_000);

afterAll(() => center.close());

it("the program of a deal pays by memo, and reads of the chain what it did", { timeout: 30_000 }, async () => {
  const ways = [{ way: "memo", provider: "amn.scanner", to: seller.address, memo: "AAAA-BBBB", uri: "" }];
  const intent = { remaining: "300", pay: { chain: world.chain, token, ways } } as unknown as IntentView;
  const reader = tonReader(center.url);
  for (const paid of [300n, 600n]) {
    const hash = await payOnTon({ url: center.url, seed: buyer.seed, intent });
    expect(await reader.paidBy(hash)).toBe(buyer.address);
    expect(await reader.moved(hash, token, buyer.address, seller.address)).toBe(300n);
    expect(await reader.moved(hash, token, seller.address, buyer.address)).toBe(0n);
    expect(await reader.balanceOf(token, seller.address)).toBe(paid);
  }
  expect(await reader.paidBy("0".repeat(64))).toBeNull();
});

it("is refused beside a chain outside", () => {
  const outside = {
    CHAIN_RPC_URL: "https://node.test",
    CHAIN_ID: "1",
    CHAIN_TOKENS: `0x${"1".repeat(40)}`,
    ESCROW_WALLET_ADDRESS: `0x${"2".repeat(40)}`,
    DERIVED_DESTINATION_XPUB: "xpub1",
    CUSTODY_KEY_FILE: "key",
    FRONTEND_URL: "https://amanat.test",
  };
  expect(() => readConfig(outside)).not.toThrow();
  expect(() => readConfig({ ...outside, AMANAT_LOCAL_TON: "true" })).toThrow(/AMANAT_LOCAL_TON/);
});
