import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

const person = z.object({ email: z.string(), password: z.string() });
const hex = z.templateLiteral(["0x", z.string()]);
const wallet = z.object({ address: hex, privateKey: hex });

const tonWallet = z.object({ address: z.string(), seed: z.string() });
const chain = z.object({
  id: z.number(),
  chain: z.string(),
  name: z.string(),
  rpcUrl: z.url(),
  token: z.string(),
  ton: z.object({ buyer: tonWallet, seller: tonWallet }).optional(),
});
export type DemoChain = z.infer<typeof chain>;

/** What this program reads of demo.json. */
const demoFile = z.object({
  baseUrl: z.url(),
  chains: z.tuple([chain], chain),
  people: z.object({ buyer: person, seller: person, admin: person }),
  wallets: z.object({ buyer: wallet, seller: wallet, admin: wallet }),
  providers: z.object({ url: z.url(), token: z.string() }).optional(),
});
export type DemoFile = z.infer<typeof demoFile>;

/** Where the running demo is, who its people are, and their test wallets. Throws one clear line. */
export function readDemoFile(dataDir: string): DemoFile {
  const file = path.join(dataDir, "demo.json");
  try {
    return demoFile.parse(JSON.parse(readFileSync(file, "utf8")));
  } catch (cause) {
    throw new Error(`no running demo found: ${file} cannot be read. Run \`npm start\` first, or set AMANAT_DATA_DIR.`, { cause });
  }
}

/** The chain a person named, by its number or its CAIP-2 name, or as `ton`; the first when none was. Throws one clear line. */
export function chainNamed({ chains }: DemoFile, named: string | undefined): DemoChain {
  if (named === undefined) return chains[0];
  const found = chains.find(
    ({ id, chain: name }) => named === String(id) || named === name || (named === "ton" && name.startsWith("tvm:")),
  );
  if (found === undefined && named === "ton")
    throw new Error("no chain of TON runs here: it is started only for who asks. Stop the demo, and run `AMANAT_LOCAL_TON=true npm start`");
  if (found === undefined) throw new Error(`no chain ${named} here; there are ${chains.map(({ id }) => id).join(", ")}`);
  return found;
}
