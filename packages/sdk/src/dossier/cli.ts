#!/usr/bin/env node
/**
 * `npx @amanat/sdk verify-dossier file.zip [--key …] [--anchors …]`: checks the record of a deal, offline. Ends with 0 for proven, 2 for
 * consistent but not proven, 1 where something is not as it was, 64 where it was asked wrongly.
 */
import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import { parseArgs } from "node:util";
import { anchorsIn, keysIn, type PublishedKey } from "./keys.ts";
import { type Verified, verifyDossier } from "./verify.ts";

const USAGE = "amanat verify-dossier <file.zip> [--key <file, address or key>] [--anchors <file or address>] [--json]";
const MOST_BYTES = 256 * 2 ** 20;

class Wrong extends Error {}

/** What stands in a file or at an address. Only what was named is asked. */
async function textOf(place: string): Promise<string> {
  if (!/^https?:\/\//.test(place)) return readFile(place, "utf8");
  const response = await fetch(place, { redirect: "error", signal: AbortSignal.timeout(30_000) });
  if (!response.ok) throw new Wrong(`${place} answered ${response.status}`);
  const text = await response.text();
  if (text.length > MOST_BYTES) throw new Wrong(`${place} is too long`);
  return text;
}

async function keysAt(places: readonly string[]): Promise<PublishedKey[] | null> {
  if (places.length === 0) return null;
  const keys: PublishedKey[] = [];
  for (const place of places) {
    const found = keysIn(place) ?? keysIn(await textOf(place));
    if (found === null) throw new Wrong(`${place} holds no published keys`);
    keys.push(...found);
  }
  return keys;
}

async function anchorsAt(place: string | undefined): Promise<Map<string, string> | null> {
  if (place === undefined) return null;
  const anchors = anchorsIn(await textOf(place));
  if (anchors === null) throw new Wrong(`${place} holds no anchors`);
  return anchors;
}

function told(verified: Verified): string {
  if (verified.verdict === "altered") return `NOT AS IT WAS: ${verified.subject}: ${verified.what}`;
  if (verified.verdict === "proven") return "proven: signed by a published key, and as it was anchored outside";
  return `consistent, not proven: ${verified.reasons.join("; ")}`;
}

const EXITS = { proven: 0, altered: 1, consistent: 2 } as const;

async function main(): Promise<number> {
  const { values, positionals } = parseArgs({
    allowPositionals: true,
    options: { key: { type: "string", multiple: true }, anchors: { type: "string" }, json: { type: "boolean", default: false } },
  });
  const [command, file] = positionals;
  if ((command !== "verify-dossier" && command !== "verify") || file === undefined || positionals.length !== 2) throw new Wrong(USAGE);
  const trust = { keys: await keysAt(values.key ?? []), anchors: await anchorsAt(values.anchors) };
  const verified = await verifyDossier(await openAsBlob(file), trust);
  process.stdout.write(`${values.json ? JSON.stringify(verified) : told(verified)}\n`);
  return EXITS[verified.verdict];
}

try {
  process.exitCode = await main();
} catch (error) {
  process.stderr.write(`amanat: ${error instanceof Error ? error.message.split("\n")[0] : String(error)}\n`);
  process.exitCode = 64;
}
