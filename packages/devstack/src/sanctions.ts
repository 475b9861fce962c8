/**
 * `npm run sanctions -- refresh [--file sdn_advanced.xml] [--any-length] [--json]`: fetches OFAC's published list, or reads it from a file, and
 * takes it as the one that addresses are screened by; ends with 1 when it is not taken. `--any-length` also takes one that has lost more than
 * half of its addresses, once somebody has looked. `status [--json]`: the list in use and its age. Works on the data directory's database,
 * running or not, or the one PG_URL names. The worker does the same by itself, every `aml.refreshHours`.
 */
import { createReadStream } from "node:fs";
import { parseArgs } from "node:util";
import { readAml, storedList, takeStream } from "@amanat/aml";
import { createCtx, type Ctx, openDatabase, TENANT_ID } from "@amanat/db";
import { StackError } from "./stack-error.ts";
import { environment, runCommand, withStored } from "./stored.ts";

const USAGE = "what to do with the list? npm run sanctions -- refresh [--file …] [--any-length] [--json] | status [--json]";
const LONGEST_MS = 15 * 60_000;

async function opened(file: string | undefined): Promise<AsyncIterable<Uint8Array>> {
  if (file !== undefined) return createReadStream(file);
  const { listUrl } = readAml(environment);
  const response = await fetch(listUrl, { signal: AbortSignal.timeout(LONGEST_MS) });
  if (!response.ok || response.body === null) throw new StackError(`the server of the list answers ${response.status}`);
  return response.body;
}

function withCtx<T>(work: (ctx: Ctx) => Promise<T>): Promise<T> {
  return withStored(["PG_URL"], async (_client, url) => {
    const db = await openDatabase({ url, applicationName: "amanat-cli", poolSize: 2 });
    try {
      return await work(createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" }));
    } finally {
      await db.close();
    }
  });
}

await runCommand(async (args) => {
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, "any-length": { type: "boolean", default: false }, file: { type: "string" } },
  });
  const what = positionals.join(" ");
  if (what !== "refresh" && what !== "status") throw new StackError(USAGE);
  return withCtx(async (ctx) => {
    const outcome =
      what === "refresh" ? await takeStream(ctx, await opened(values.file), { anyLength: values["any-length"] }) : ("same" as const);
    const list = await storedList(ctx);
    const said = { taken: "taken", same: "in use", older: "NOT taken: it is older than", shorter: "NOT taken: it is far shorter than" }[
      outcome
    ];
    const line =
      list === null ? "there is no list" : `${list.publishedOn}, ${list.addresses} addresses, seen ${list.seenAt}, ${list.sha256}`;
    process.stdout.write(`${said}: ${line}\n`);
    if (values.json) process.stdout.write(`${JSON.stringify({ outcome, list })}\n`);
    return outcome === "older" || outcome === "shorter" || list === null ? 1 : 0;
  });
});
