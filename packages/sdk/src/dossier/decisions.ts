import { dossierRuling, dossierSealed, dossierSettlement } from "@amanat/contracts";
import { Altered } from "./altered.ts";
import { type Evidence, evidenceName, requireSame } from "./evidence.ts";
import { jcs, sha256 } from "./hashes.ts";
import { dataOf, nameOf, type Parts } from "./lines.ts";

/** Settlements and rulings carry a digest of all that is in them, and the record of their case says the same: it is a chain, and they are in none. */
export function checkDecisions(parts: Parts, entries: readonly Evidence[]): void {
  for (const part of ["settlements", "rulings"] as const) {
    const seen = new Set<string>();
    for (const line of parts.get(part) ?? []) {
      const { id, digest } = dataOf(part, line, dossierSealed);
      const { digest: _digest, ...rest } = line.data;
      if (sha256(jcs(rest)) !== digest) throw new Altered(nameOf(part, line), "it is not what its digest says");
      if (seen.has(id)) throw new Altered(nameOf(part, line), "stands there twice");
      seen.add(id);
    }
    const [kind, word] = part === "settlements" ? (["settlement", "settlementId"] as const) : (["ruling", "rulingId"] as const);
    for (const entry of entries) {
      const id = entry.data[word];
      if (entry.kind === kind && !(typeof id === "string" && seen.has(id)))
        throw new Altered(`${kind} ${String(id)}`, `is missing, and ${evidenceName(entry)} says it`);
    }
  }
  checkSettlements(parts, entries);
  checkRulings(parts, entries);
}

function checkSettlements(parts: Parts, entries: readonly Evidence[]): void {
  for (const line of parts.get("settlements") ?? []) {
    const name = nameOf("settlements", line);
    const { id, case: of, by, note, status } = dataOf("settlements", line, dossierSettlement);
    const about = entries.filter((entry) => entry.case === of && entry.data["settlementId"] === id);
    const offered = about.find(({ kind }) => kind === "settlement");
    if (offered === undefined) throw new Altered(name, `the record of ${of} does not say it`);
    requireSame(name, line.data, offered, ["kind", "shares", "until"]);
    if (by !== offered.by) throw new Altered(name, `who offered it is not what ${evidenceName(offered)} says`);
    if (offered.text !== null && note !== offered.text) throw new Altered(name, `its note is not what ${evidenceName(offered)} says`);
    const answer = about.find(({ kind }) => kind === "answer")?.data["answer"] ?? null;
    const said = ["accepted", "declined", "withdrawn"].includes(status) ? status : null;
    if (answer !== said)
      throw new Altered(name, `is ${status}, and by the record of ${of} it is ${typeof answer === "string" ? answer : "unanswered"}`);
  }
}

function checkRulings(parts: Parts, entries: readonly Evidence[]): void {
  for (const line of parts.get("rulings") ?? []) {
    const name = nameOf("rulings", line);
    const { id, case: of, name: by, reasons } = dataOf("rulings", line, dossierRuling);
    const ruled = entries.find((entry) => entry.case === of && entry.kind === "ruling" && entry.data["rulingId"] === id);
    if (ruled === undefined) throw new Altered(name, `the record of ${of} does not say it`);
    requireSame(name, line.data, ruled, ["round", "outcome", "shares", "until", "sanctions", "defaulted"]);
    if (by !== (ruled.author === null ? null : ruled.name)) throw new Altered(name, `who ruled is not what ${evidenceName(ruled)} says`);
    if (ruled.text !== null && reasons !== ruled.text) throw new Altered(name, `its reasons are not what ${evidenceName(ruled)} says`);
  }
}
