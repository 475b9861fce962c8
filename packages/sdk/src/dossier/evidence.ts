import { broughtFile, dossierCase, dossierEvidence, dossierFile, uuidOf } from "@amanat/contracts";
import type * as z from "zod";
import { hashed } from "../conversation.ts";
import { Altered } from "./altered.ts";
import { bytesOf, jcs } from "./hashes.ts";
import { dataOf, nameOf, type Parts } from "./lines.ts";

export type Evidence = z.output<typeof dossierEvidence>;

export const evidenceName = ({ seq, case: of }: Pick<Evidence, "seq" | "case">): string => `evidence ${seq} of ${of}`;

function linkOf(previous: string, caseUuid: string, entry: Evidence): string {
  const { seq, kind, by, author, name, at, data, file, digest } = entry;
  const fileUuid = file === null ? "" : (uuidOf("file", file) ?? "no file");
  const own = [caseUuid, String(seq), kind, by, author ?? "", name, at, jcs(data), fileUuid];
  return hashed([bytesOf(previous), ...own, bytesOf(digest)]);
}

/** The record of each case: a chain from its beginning to the end that it says, as a conversation is. */
export function checkEvidence(parts: Parts): readonly Evidence[] {
  const entries = (parts.get("evidence") ?? []).map((line) => dataOf("evidence", line, dossierEvidence));
  const ends = new Map<string, { seq: number; hash: string }>();
  for (const entry of entries) {
    const { case: id, seq, salt, text } = entry;
    const caseUuid = uuidOf("case", id);
    if (caseUuid === null) throw new Altered(evidenceName(entry), "is of no case");
    const end = ends.get(id) ?? { seq: 0, hash: hashed(["amanat case 1", caseUuid]) };
    if (seq !== end.seq + 1) throw new Altered(evidenceName({ case: id, seq: end.seq + 1 }), "is missing");
    const isErased = salt === null && text === null;
    if (!isErased && hashed(["text", bytesOf(salt ?? ""), text ?? ""]) !== entry.digest)
      throw new Altered(evidenceName(entry), "what it says is not what its digest says");
    if (linkOf(end.hash, caseUuid, entry) !== entry.hash)
      throw new Altered(evidenceName(entry), "who brought it, when, what it is, or what stood before it is not what its hash says");
    ends.set(id, { seq, hash: entry.hash });
  }
  requireEnds(parts, ends, entries);
  return entries;
}

/** Every case is named, with its record up to the last entry, and as who opened it said. */
function requireEnds(parts: Parts, ends: ReadonlyMap<string, { seq: number; hash: string }>, entries: readonly Evidence[]): void {
  const named = new Set<string>();
  for (const line of parts.get("case") ?? []) {
    if (line.data["type"] !== "case") continue;
    const { case: id, openedBy, lastSeq, hash } = dataOf("case", line, dossierCase);
    if (named.has(id)) throw new Altered(nameOf("case", line), "stands there twice");
    named.add(id);
    const end = ends.get(id);
    const seq = end?.seq ?? 0;
    if (seq < lastSeq) throw new Altered(evidenceName({ case: id, seq: seq + 1 }), "is missing");
    if (seq > lastSeq) throw new Altered(evidenceName({ case: id, seq: lastSeq + 1 }), "stands behind the record's end");
    if (end?.hash !== hash) throw new Altered(nameOf("case", line), "its record ends with another hash");
    const opened = entries.find((entry) => entry.case === id && entry.kind === "opened");
    if (opened === undefined) throw new Altered(nameOf("case", line), "nobody has opened it");
    if (openedBy !== opened.by) throw new Altered(nameOf("case", line), `who opened it is not what ${evidenceName(opened)} says`);
    requireSame(nameOf("case", line), line.data, opened, ["reason", "ask", "certainty", "asked", "parts"]);
  }
  for (const id of ends.keys()) if (!named.has(id)) throw new Altered(`case ${id}`, "is missing, and its record is there");
}

const brought = broughtFile.pick({ sha256: true }).partial();

/**
 * The files that were brought are in the record, with the bytes that their case's record says: it was written when they were brought, the record of
 * the deal is made of what lies in the store later. Entries from before there were hashes say none. Answers what is brought and gone.
 */
export function checkBrought(parts: Parts, entries: readonly Evidence[]): readonly string[] {
  const files = new Map<string | null, z.output<typeof dossierFile>>();
  for (const line of parts.get("files") ?? []) {
    const file = dataOf("files", line, dossierFile);
    if (files.has(file.id)) throw new Altered(nameOf("files", line), "stands there twice");
    files.set(file.id, file);
  }
  const gone: string[] = [];
  for (const entry of entries) {
    if (entry.kind !== "file") continue;
    const said = brought.safeParse(entry.data);
    if (!said.success) throw new Altered(evidenceName(entry), "its SHA-256 is none");
    const { sha256 } = said.data;
    if (sha256 === undefined) continue;
    const file = files.get(entry.file);
    if (file === undefined) throw new Altered(evidenceName(entry), `${entry.file ?? "its file"} is missing`);
    // What has no bytes in the record proves nothing, whatever is said of it.
    if (file.sha256 === null || file.entry === null) gone.push(`the file of ${evidenceName(entry)} is gone`);
    else if (file.sha256 !== sha256)
      throw new Altered(evidenceName(entry), `${file.id} is not the file that was brought: its SHA-256 is another`);
  }
  return gone;
}

/** What a line says is what the case's record says of it. */
export function requireSame(name: string, line: Readonly<Record<string, unknown>>, entry: Evidence, words: readonly string[]): void {
  for (const word of words)
    if (jcs(line[word]) !== jcs(entry.data[word])) throw new Altered(name, `its "${word}" is not what ${evidenceName(entry)} says`);
}
