/**
 * `node apps/scanner/src/resume.ts <chain> --from <block> --reason <text>`: a halted scanner goes on from a block, as the chain now is.
 * For an operator who has made sure that the nodes are right and the seal is not. Needs `SCANNER_PG_URL` alone; the scanner that
 * holds the chain's lease acts on it within a round. Ends with 1 and one line when it makes no sense.
 */
import { parseArgs } from "node:util";
import { Pool } from "pg";
import { databaseUrl } from "./config.ts";
import { askToResume } from "./resumptions.ts";

const USAGE = "node apps/scanner/src/resume.ts <chain> --from <block> --reason <text>";

const WORDS = {
  waiting: "somebody has asked for that already, and the scanner has not acted on it yet",
  unknown: "no scanner follows that chain",
  ahead: "that block has not been sealed: there is nothing to overrule",
} as const;

function asked(): { chain: string; fromBlock: number; reason: string } {
  const options = { from: { type: "string" }, reason: { type: "string" } } as const;
  const { values, positionals } = parseArgs({ options, allowPositionals: true });
  const [chain, ...more] = positionals;
  const fromBlock = Number(values.from ?? Number.NaN);
  const reason = values.reason?.trim() ?? "";
  if (chain === undefined || more.length > 0 || reason === "" || !Number.isInteger(fromBlock) || fromBlock < 0) throw new Error(USAGE);
  return { chain, fromBlock, reason };
}

try {
  const wanted = asked();
  const pool = new Pool({ connectionString: databaseUrl(), max: 1 });
  const answer = await askToResume(pool, wanted);
  await pool.end();
  if (answer !== "asked") throw new Error(WORDS[answer]);
  process.stdout.write(`${wanted.chain} is followed from block ${wanted.fromBlock} on, as its nodes have it\n`);
} catch (error) {
  process.stderr.write(`scanner: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exitCode = 1;
}
