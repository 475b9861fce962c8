import pg from "pg";
import type { DatabaseUrls } from "../child-env.ts";
import { openForSeeding } from "../database.ts";
import { headOf, isOurs, readAssets, worldName } from "../local-world.ts";
import type { ChainFacts } from "../local-world.ts";
import type { Secrets } from "../secrets.ts";
import { WorldLost } from "../stack-error.ts";
import { seedDemo, seedFoundation, seedGas } from "./seed.ts";

export type SeedPlan = { secrets: Secrets; chains: readonly ChainFacts[]; urls: DatabaseUrls };

/** Brings the database to where the first request can be served: assets, gas, and in the demo its people and requests. */
export async function seedEverything({ secrets, chains, urls }: SeedPlan): Promise<void> {
  const assets = (await Promise.all(chains.map(readAssets))).flat();
  const local = chains.filter(isOurs);
  const db = await openForSeeding(urls);
  try {
    for (const chain of local) await refuseRewoundChain(urls, chain);
    await seedFoundation(
      db,
      assets,
      local.flatMap((chain) => worldName(chain) ?? []),
    );
    if (local.length === 0) return;
    for (const chain of local) await seedGas(db, chain);
    const [token] = assets;
    if (token) await seedDemo(db, secrets, token);
  } finally {
    await db.close();
  }
}

/** The scanner's seal is the newest block it holds for final: a chain that is shorter is not the one it read. */
async function refuseRewoundChain(urls: DatabaseUrls, facts: ChainFacts): Promise<void> {
  // The scanner's own role: the application may not look into its schema.
  const client = new pg.Client({ connectionString: urls.scannerUrl, connectionTimeoutMillis: 10_000 });
  await client.connect();
  let found;
  try {
    found = await client.query<{ sealed: number | null }>("SELECT max(sealed_to) AS sealed FROM scanner.chain_cursor WHERE chain = $1", [
      facts.chain,
    ]);
  } finally {
    await client.end();
  }
  const sealed = found.rows[0]?.sealed ?? 0;
  if (sealed <= (await headOf(facts))) return;
  throw new WorldLost(`the local chain ${facts.chain} has lost blocks the scanner held for final (${sealed})`);
}
