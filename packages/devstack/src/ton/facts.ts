import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

/** The demo's chain of TON. It runs only where somebody asks for it. */
export const LOCAL_TON = { chain: "tvm:-31337", name: "Amanat local TON", process: "ton" } as const;

const factsSchema = z.object({
  /** Another name is another world. */
  name: z.string(),
  /** The jetton that people pay with. */
  master: z.string(),
  /** Gas given to the escrow wallet, in nanotons, for the ledger. */
  escrowGas: z.object({ amount: z.string().regex(/^\d+$/), txHash: z.string() }),
});
export type TonFacts = z.infer<typeof factsSchema>;

/** Where its world lies in a data directory. */
export const tonFiles = (dataDir: string) => ({
  state: path.join(dataDir, "chain-ton-state.json"),
  facts: path.join(dataDir, "chain-ton.json"),
});

export function readTonFacts(dataDir: string): TonFacts {
  return factsSchema.parse(JSON.parse(readFileSync(tonFiles(dataDir).facts, "utf8")));
}
