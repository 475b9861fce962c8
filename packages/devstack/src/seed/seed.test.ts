import { createCtx, TENANT_ID } from "@amanat/db";
import { accountsOf } from "@amanat/ledger";
import { useDatabase } from "@amanat/db/testing";
import { expect, test } from "vitest";
import type { ChainFacts } from "../local-world.ts";
import { seedFoundation, seedGas } from "./seed.ts";

const house = useDatabase();
const WALLET = `0x${"e5".repeat(20)}` as const;
const GENESIS = `0x${"0a".repeat(32)}`;

/** A local chain that began in the same second as the others: their first blocks are one. */
function began(id: number): ChainFacts {
  const escrowGas = { amount: 10n ** 18n, txHash: `0x${String(id).padStart(64, "0")}` };
  const places = { tokens: { usdc: WALLET, usdt: WALLET }, proxy: WALLET, deployer: WALLET, escrowWallet: WALLET } as const;
  return {
    chain: `eip155:${id}`,
    name: "Local",
    rpcUrls: ["http://127.0.0.1:1"],
    reorgDepth: 64,
    requireFinalized: true,
    confirmations: 3,
    explorer: null,
    tokens: [],
    feeProxy: WALLET,
    escrowWallet: WALLET,
    xpub: "xpub",
    custodyKeyFile: "none",
    world: { chainId: id, genesis: GENESIS, escrowGas, ...places },
  };
}

test("the first gas of two chains that began in one second is booked for each, and once", async () => {
  await seedFoundation(house.db, [], []);
  const chains = [began(31_337), began(31_338)];
  for (const chain of [...chains, ...chains]) await seedGas(house.db, chain);
  const ctx = createCtx(house.db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  const booked = await accountsOf(ctx, { party: WALLET, kinds: ["custody"] });
  expect(booked.map(({ asset, balance }) => [asset, balance])).toEqual(chains.map(({ chain }) => [`${chain}/slip44:60`, -(10n ** 18n)]));
});
