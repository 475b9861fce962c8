/**
 * `npm run ledger -- verify [--json]`: recomputes the whole ledger and names the first thing that is not as it was
 * posted. Reads the data directory's database, running or not, or the one PG_URL names. Ends with 1 on any finding.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { type Verified, verifyLedger } from "@amanat/ledger";
import { anchorFile } from "@amanat/sealing";
import { StackError } from "./stack-error.ts";
import { dataDir, environment, runCommand, withStored } from "./stored.ts";

function report({ rows, blocks, unsealed, anchors, findings }: Verified): string {
  const counted = `${rows} transfers, ${blocks} blocks, ${unsealed} rows not sealed yet, ${anchors} anchors`;
  if (findings.length === 0) return `the ledger is whole: ${counted}`;
  const lines = findings.map(({ check, subject, message }) => `  ${check.padEnd(7)} ${subject}: ${message}`);
  return [`the ledger is NOT whole (${counted}):`, ...lines].join("\n");
}

async function main(args: readonly string[]): Promise<number> {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false } },
  });
  if (positionals.join(" ") !== "verify") throw new StackError("what to do with the ledger? npm run ledger -- verify [--json]");
  const anchors = anchorFile(environment["LEDGER_ANCHOR_FILE"] || path.join(dataDir, "ledger-anchors.jsonl"));
  const verified = await withStored(["PG_URL"], (client) =>
    verifyLedger(client, { anchors, onProgress: (line) => process.stderr.write(`  · ${line}\n`) }),
  );
  process.stdout.write(`${report(verified)}\n`);
  if (values.json) process.stdout.write(`${JSON.stringify({ ok: verified.findings.length === 0, ...verified })}\n`);
  return verified.findings.length === 0 ? 0 : 1;
}

await runCommand(main);
