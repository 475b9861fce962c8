import { dossierCase, dossierEvidence } from "@amanat/contracts";
import type * as z from "zod";
import { hashed } from "../conversation.ts";
import { Altered } from "./altered.ts";
import { bytesOf, jcs } from "./hashes.ts";
import { dataOf, type Parts } from "./lines.ts";

type Entry = z.output<typeof dossierEvidence>;

const nameOf = ({ seq, case: of }: Pick<Entry, "seq" | "case">): string => `evidence ${seq} of case ${of}`;

function linkOf(previous: string, entry: Entry): string {
  const { seq, kind, by, author, name, at, data, file, digest } = entry;
  const own = [entry.case, String(seq), kind, by, author ?? "", name, at, jcs(data), file ?? ""];
  return hashed([bytesOf(previous), ...own, bytesOf(digest)]);
}

/** The record of each case: a chain from its beginning to the end that it says, as a conversation is. */
export function checkEvidence(parts: Parts): void {
  const lastSeqs = new Map<string, number>();
  for (const line of parts.get("case") ?? []) {
    if (line.data["type"] !== "case") continue;
    const { case: id, lastSeq } = dataOf("case", line, dossierCase);
    lastSeqs.set(id, lastSeq);
  }
  const ends = new Map<string, { seq: number; hash: string }>();
  for (const line of parts.get("evidence") ?? []) {
    const entry = dataOf("evidence", line, dossierEvidence);
    const { seq, salt, text } = entry;
    const end = ends.get(entry.case) ?? { seq: 0, hash: hashed(["amanat case 1", entry.case]) };
    if (seq !== end.seq + 1) throw new Altered(nameOf({ ...entry, seq: end.seq + 1 }), "is missing");
    const isErased = salt === null && text === null;
    if (!isErased && hashed(["text", bytesOf(salt ?? ""), text ?? ""]) !== entry.digest)
      throw new Altered(nameOf(entry), "what it says is not what its digest says");
    if (linkOf(end.hash, entry) !== entry.hash)
      throw new Altered(nameOf(entry), "who brought it, when, what it is, or what stood before it is not what its hash says");
    ends.set(entry.case, { seq, hash: entry.hash });
  }
  for (const [id, lastSeq] of lastSeqs) {
    const seq = ends.get(id)?.seq ?? 0;
    if (seq < lastSeq) throw new Altered(nameOf({ case: id, seq: seq + 1 }), "is missing");
    if (seq > lastSeq) throw new Altered(nameOf({ case: id, seq: lastSeq + 1 }), "stands behind the record's end");
  }
  for (const id of ends.keys()) if (!lastSeqs.has(id)) throw new Altered(`case ${id}`, "is missing, and its record is there");
}
