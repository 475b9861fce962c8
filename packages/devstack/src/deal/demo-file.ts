import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

const person = z.object({ email: z.string(), password: z.string() });
const hex = z.templateLiteral(["0x", z.string()]);
const wallet = z.object({ address: hex, privateKey: hex });

/** What this program reads of demo.json. */
const demoFile = z.object({
  baseUrl: z.url(),
  rpcUrl: z.url(),
  chain: z.string(),
  token: hex,
  people: z.object({ buyer: person, seller: person, admin: person }),
  wallets: z.object({ buyer: wallet, seller: wallet, admin: wallet }),
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
