import { type Database, inTransaction } from "@amanat/db";
import { journalId, post } from "@amanat/ledger";
import type { Cast } from "@amanat/testing";
import { ESCROW, OTHER_TOKEN, type SmallChain, TOKEN } from "./small-chain.ts";

/** What the first start of an installation writes of a chain: its assets, and the gas the wallet was given. */
export async function seedBooks(people: Cast, db: Database, chain: SmallChain, decimals = 6): Promise<{ asset: string; other: string }> {
  const asset = `${chain.id}/erc20:${TOKEN}`;
  await db.prisma.asset.create({
    data: { id: asset, chain: chain.id, chainName: "Local", token: TOKEN, symbol: "USDC", name: "USD Coin", decimals },
  });
  const other = `${chain.id}/erc20:${OTHER_TOKEN}`;
  await db.prisma.asset.createMany({
    data: [
      { id: other, chain: chain.id, chainName: "Local", token: OTHER_TOKEN, symbol: "USDT", name: "Tether", decimals: 18 },
      {
        id: `${chain.id}/slip44:60`,
        chain: chain.id,
        chainName: "Local",
        token: null,
        symbol: "ETH",
        name: "Ether",
        decimals: 18,
        allowed: false,
      },
    ],
  });
  // The wallet's first gas, as the seed books it.
  const [party, native] = [ESCROW, `${chain.id}/slip44:60`];
  const funding = { debit: { kind: "custody", party, asset: native }, credit: { kind: "operator", asset: native } } as const;
  await inTransaction(people.system(), (tx) =>
    post(tx, {
      id: journalId("stage", chain.id, "gas"),
      legs: [{ ...funding, amount: chain.native.get(ESCROW) ?? 0n, code: "operator_funding" }],
    }),
  );
  return { asset, other };
}
