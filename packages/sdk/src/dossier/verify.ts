import {
  DOSSIER_PARTS,
  dossierFile,
  type DossierManifest,
  dossierManifest,
  type DossierPart,
  dossierSignature,
  MANIFEST,
  partFile,
  SIGNATURE,
  uuidOf,
} from "@amanat/contracts";
import { ArchiveError, type ArchiveReader, openArchive, type ReadLimits } from "@amanat/archive/read";
import { Altered } from "./altered.ts";
import { checkChat } from "./chat.ts";
import { checkDecisions } from "./decisions.ts";
import { checkBrought, checkEvidence } from "./evidence.ts";
import { jcs, sha256Of } from "./hashes.ts";
import { isSigned, type PublishedKey } from "./keys.ts";
import { checkLedger } from "./ledger.ts";
import { dataOf, follow, json, linesOf, nameOf, type Parts } from "./lines.ts";

/** What the one who checks knows from elsewhere. Without it a record rewritten as a whole would look sound. */
export type Trust = {
  /** Published by the instance; null where none are given. */
  readonly keys: readonly PublishedKey[] | null;
  /** The hash of each block as it was told outside the database, by its number; null where none are given. */
  readonly anchors: ReadonlyMap<string, string> | null;
};
/**
 * `proven`: signed by a published key, and its blocks are those that were anchored. `consistent`: nothing contradicts itself, and something is
 * missing to prove it. `altered`: something is not as it was, the first of it is named.
 */
export type Verified =
  | { readonly verdict: "proven"; readonly reasons: readonly [] }
  | { readonly verdict: "consistent"; readonly reasons: readonly string[] }
  | { readonly verdict: "altered"; readonly subject: string; readonly what: string };

const MIB = 2 ** 20;
/** Of what an instance makes, four times. */
const LIMITS: ReadLimits = { entries: 4_000, entryBytes: 1_024 * MIB, bytes: 4_096 * MIB, ratio: 400 };
/** Lines and manifest are read into memory. */
const MOST_TEXT = 256 * MIB;

async function manifestOf(archive: ArchiveReader): Promise<{ manifest: DossierManifest; bytes: Uint8Array<ArrayBuffer> }> {
  const bytes = new Uint8Array(await archive.bytes(MANIFEST));
  const text = new TextDecoder().decode(bytes);
  const read = dossierManifest.safeParse(json(text));
  if (!read.success) throw new Altered(MANIFEST, "is not the manifest of a dossier");
  if (jcs(read.data) !== text) throw new Altered(MANIFEST, "is not in its one form (RFC 8785)");
  return { manifest: read.data, bytes };
}

/** Exactly what the manifest names, each once. */
function requireNames(archive: ArchiveReader, { entries, parts }: DossierManifest): void {
  const named = new Set([MANIFEST, SIGNATURE, ...entries.map(({ name }) => name)]);
  for (const name of named) if (!archive.names.has(name)) throw new Altered(name, "is missing");
  for (const name of archive.names) if (!named.has(name)) throw new Altered(name, "is not in the manifest");
  for (const { name } of parts) if (!named.has(partFile(name))) throw new Altered(partFile(name), "is missing");
}

async function partsOf(archive: ArchiveReader, { parts, entries }: DossierManifest): Promise<Parts> {
  const read = new Map<DossierPart, Awaited<ReturnType<typeof linesOf>>>();
  let left = MOST_TEXT;
  for (const part of DOSSIER_PARTS) {
    if (!parts.some(({ name }) => name === part)) continue;
    left -= entries.find(({ name }) => name === partFile(part))?.size ?? 0;
    if (left < 0) throw new Altered(partFile(part), "is too long to be read");
    read.set(part, await linesOf(archive, part));
  }
  return read;
}

async function checkFiles(archive: ArchiveReader, parts: Parts, manifest: DossierManifest): Promise<void> {
  const said = new Map(manifest.entries.map((entry) => [entry.name, entry]));
  const names = new Map<string, string>();
  for (const line of parts.get("files") ?? []) {
    const { entry, sha256: hash, size } = dataOf("files", line, dossierFile);
    if (entry === null) continue;
    names.set(entry, nameOf("files", line));
    if (!archive.names.has(entry)) throw new Altered(nameOf("files", line), "is missing");
    const found = await sha256Of(archive.chunks(entry));
    if (found.sha256 !== hash || found.size !== size) throw new Altered(nameOf("files", line), `${entry} is not what its SHA-256 says`);
    const entrySaid = said.get(entry);
    if (entrySaid?.sha256 !== hash) throw new Altered(nameOf("files", line), "the manifest says another SHA-256");
  }
  for (const { name, size, sha256: hash } of manifest.entries) {
    const found = await sha256Of(archive.chunks(name));
    if (found.sha256 !== hash || found.size !== size) throw new Altered(names.get(name) ?? name, "is not what the manifest says of it");
  }
}

/** Why the manifest is not proven to be the instance's; null where it is. */
async function unsigned(archive: ArchiveReader, manifest: DossierManifest, bytes: Uint8Array<ArrayBuffer>, keys: Trust["keys"]) {
  const read = dossierSignature.safeParse(json(new TextDecoder().decode(await archive.bytes(SIGNATURE))));
  if (!read.success) throw new Altered(SIGNATURE, "is not a signature");
  const { keyId, signature } = read.data;
  if (keyId !== manifest.keyId) throw new Altered(SIGNATURE, `is of key ${keyId}, and the manifest names ${manifest.keyId}`);
  if (keys === null) return "no published key was given (--key)";
  const key = keys.find(({ id }) => id === keyId);
  if (key === undefined) return `it is signed by key ${keyId}, which is not among the published ones`;
  if (!(await isSigned(key, signature, bytes))) throw new Altered(MANIFEST, `was not signed by key ${keyId}`);
  return null;
}

/** Why its blocks are not proven to be those of the ledger; empty where they are. */
function unanchored(blocks: ReadonlyMap<string, { readonly hash: string }>, anchors: Trust["anchors"]): string[] {
  if (blocks.size === 0) return [];
  if (anchors === null) return ["no outside anchors were given (--anchors)"];
  const missing = [];
  for (const [n, { hash }] of blocks) {
    const anchored = anchors.get(n);
    if (anchored === undefined) missing.push(n);
    else if (anchored !== hash) throw new Altered(`block ${n}`, `was anchored as ${anchored} and is ${hash}`);
  }
  return missing.length === 0 ? [] : [`block ${missing.join(", ")} is not among the anchors given`];
}

async function checked(source: Blob, { keys, anchors }: Trust): Promise<Verified> {
  const archive = await openArchive(source, LIMITS);
  for (const name of [MANIFEST, SIGNATURE]) if (!archive.names.has(name)) throw new Altered(name, "is missing");
  const { manifest, bytes } = await manifestOf(archive);
  requireNames(archive, manifest);
  const scope = uuidOf("deal", manifest.deal);
  if (scope === null) throw new Altered(MANIFEST, "is of no deal");
  const parts = await partsOf(archive, manifest);
  checkChat(parts);
  const { blocks, unsealed } = checkLedger(parts, scope);
  const evidence = checkEvidence(parts);
  checkDecisions(parts, evidence);
  const gone = checkBrought(parts, evidence);
  for (const { name, ...said } of manifest.parts) follow(name, manifest.deal, parts.get(name) ?? [], said);
  await checkFiles(archive, parts, manifest);
  const anchoring = unanchored(blocks, anchors);
  const reasons = [
    ...[await unsigned(archive, manifest, bytes, keys)].filter((reason) => reason !== null),
    ...anchoring,
    ...gone,
    ...unsealed.map((name) => `${name} is in no block yet`),
  ];
  return reasons.length === 0 ? { verdict: "proven", reasons: [] } : { verdict: "consistent", reasons };
}

/**
 * Checks the record of a deal, as it was exported, without asking anybody: everything in it is recomputed. Nothing of it is written anywhere, and nothing
 * in it decides how much is read.
 *
 * @example
 * const verified = await verifyDossier(await openAsBlob("dossier.zip"), { keys: keysIn(published), anchors: anchorsIn(lines) });
 */
export async function verifyDossier(source: Blob, trust: Trust): Promise<Verified> {
  try {
    return await checked(source, trust);
  } catch (error) {
    if (error instanceof Altered) return { verdict: "altered", subject: error.subject, what: error.what };
    if (error instanceof ArchiveError)
      return { verdict: "altered", subject: error.entry ?? "the archive", what: `${error.fault} (${error.message})` };
    throw error;
  }
}
