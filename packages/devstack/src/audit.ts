/**
 * `npm run audit -- verify [--json]`: recomputes the whole audit trail and names the first thing that is not as it was written;
 * ends with 1 on any finding. `erase --person usr_…|--entry aud_… --reason …`: takes away what can be read of the entries about or
 * by a person, or of one entry; their place in the chain stays. `keep|let-go --person usr_… [--reason …]`: what the law keeps is
 * not erased. Works on the data directory's database, running or not, or the one PG_URL (PG_OWNER_URL to change) names.
 */
import path from "node:path";
import { parseArgs } from "node:util";
import { erase, keep, letGo, type VerifiedAudit, verifyAudit } from "@amanat/audit";
import { uuidOf } from "@amanat/contracts";
import { anchorFile } from "@amanat/sealing";
import { StackError } from "./stack-error.ts";
import { dataDir, environment, runCommand, withStored } from "./stored.ts";

const OWNER = ["PG_OWNER_URL", "PG_URL"];
const USAGE =
  "what to do with the audit trail? npm run audit -- verify [--json] | erase --person usr_…|--entry aud_… --reason … | keep --person usr_… --reason … | let-go --person usr_…";

type Asked = { json: boolean; person: string | null; entry: string | null; reason: string | null };

function report({ entries, blocks, unsealed, erased, anchors, findings }: VerifiedAudit): string {
  const counted = `${entries} entries, ${erased} of them erased, ${blocks} blocks, ${unsealed} entries not sealed yet, ${anchors} anchors`;
  if (findings.length === 0) return `the audit trail is whole: ${counted}`;
  const lines = findings.map(({ check, subject, message }) => `  ${check.padEnd(7)} ${subject}: ${message}`);
  return [`the audit trail is NOT whole (${counted}):`, ...lines].join("\n");
}

async function verify({ json }: Asked): Promise<number> {
  const anchors = anchorFile(environment["AUDIT_ANCHOR_FILE"] || path.join(dataDir, "audit-anchors.jsonl"));
  const verified = await withStored(["PG_URL"], (client) => verifyAudit(client, { anchors }));
  process.stdout.write(`${report(verified)}\n`);
  if (json) process.stdout.write(`${JSON.stringify({ ok: verified.findings.length === 0, ...verified })}\n`);
  return verified.findings.length === 0 ? 0 : 1;
}

function idOf(kind: "user" | "audit", text: string | null): string | null {
  const id = text === null ? null : uuidOf(kind, text);
  if (text !== null && id === null)
    throw new StackError(`${text} is no id of ${kind === "user" ? "a person (usr_…)" : "an entry (aud_…)"}`);
  return id;
}

async function change(what: "erase" | "keep" | "let-go", { person, entry, reason }: Asked): Promise<number> {
  const [personId, entryId] = [idOf("user", person), idOf("audit", entry)];
  if ((personId === null) === (entryId === null) || (what !== "erase" && personId === null)) throw new StackError(USAGE);
  if (what !== "let-go" && reason === null) throw new StackError("say why: --reason …");
  return withStored(OWNER, async (client) => {
    if (what === "erase") {
      const { erased, held } = await erase(client, personId === null ? { entryId: entryId ?? "" } : { personId }, reason ?? "");
      process.stdout.write(`${erased} entries erased${held > 0 ? `; ${held} are kept by law and stay` : ""}\n`);
      return 0;
    }
    const done = what === "keep" ? await keep(client, personId ?? "", reason ?? "") : await letGo(client, personId ?? "");
    process.stdout.write(done ? `${what}: done\n` : `${what}: was so already\n`);
    return 0;
  });
}

await runCommand(async (args) => {
  const text = { type: "string" } as const;
  const { values, positionals } = parseArgs({
    args: [...args],
    allowPositionals: true,
    options: { json: { type: "boolean", default: false }, person: text, entry: text, reason: text },
  });
  const asked = { json: values.json, person: values.person ?? null, entry: values.entry ?? null, reason: values.reason ?? null };
  const what = positionals.join(" ");
  if (what === "verify") return verify(asked);
  if (what === "erase" || what === "keep" || what === "let-go") return change(what, asked);
  throw new StackError(USAGE);
});
