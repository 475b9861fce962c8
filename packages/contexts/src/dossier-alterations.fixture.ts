import { createHash } from "node:crypto";
import { type DossierPart, MANIFEST, publicId, SIGNATURE } from "@amanat/contracts";
import { newId } from "@amanat/db";
import { KEY } from "./dossier-deal.fixture.ts";
import type { Forgery } from "./dossier.fixture.ts";

/** What somebody might change in a record of `RecordedDeal`, and what the checker has to name. */

type Data = Record<string, unknown>;
type Alter = (forgery: Forgery) => void;

function missing(what: string): never {
  throw new Error(`no ${what}`);
}
const entry = (lines: { data: Data }[], kind: string): Data => (lines.find(({ data }) => data["kind"] === kind) ?? missing(kind)).data;
export const first = (part: DossierPart, change: (data: Data) => void) => (forgery: Forgery) =>
  forgery.change(part, (lines) => {
    change(lines[0]?.data ?? missing(part));
  });
const lost = (part: DossierPart, at: number) => (forgery: Forgery) => forgery.change(part, (lines) => lines.toSpliced(at, 1));
const fitting =
  (forge: Alter): Alter =>
  (forgery) => {
    forge(forgery);
    forgery.refit();
  };
const message =
  (change: (data: Data) => void, kind = "message") =>
  (forgery: Forgery) =>
    forgery.change("chat", (lines) => {
      change(entry(lines, kind));
    });
const evidence =
  (kind: string, change: (data: Data) => void) =>
  (forgery: Forgery): void =>
    forgery.change("evidence", (lines) => {
      change(entry(lines, kind));
    });
function blank(data: Data): void {
  Object.assign(data, { salt: null, text: null });
}
/** The bytes of the file that is evidence are others, or none, and the part of files says so. */
const swapped =
  (said: (data: Data, bytes: string) => object | readonly object[]) =>
  (forgery: Forgery): void => {
    const id = entry(forgery.lines("evidence"), "file")["file"];
    forgery.change("files", (lines) =>
      lines.flatMap((line) => {
        if (line.data["id"] !== id) return [line];
        const bytes = "%PDF-1.4 swapped";
        forgery.put(String(line.data["entry"]), bytes);
        return [said(line.data, bytes)].flat().map((data) => ({ ...line, data: data as Data }));
      }),
    );
  };
const fitted = (data: Data, bytes: string): Data => ({
  ...data,
  size: bytes.length,
  sha256: createHash("sha256").update(bytes).digest("hex"),
});
function hashedOtherwise(data: Data): void {
  data["data"] = { ...(data["data"] as Data), sha256: "0".repeat(64) };
}
function quoted(data: Data): void {
  data["data"] = { ...(data["data"] as Data), text: "Never" };
}
/** By somebody of the instance, who has the key and makes everything fit but the chains. */
const inside =
  (forge: Alter): Alter =>
  (forgery) => {
    forge(forgery);
    forgery.redigest();
    forgery.refit();
    forgery.sign(KEY);
  };
const deliveredFile = (forgery: Forgery): string => [...forgery.files.keys()].find((name) => name.startsWith("files/")) ?? "";

/** What is done to it, and what is named. `fitting`: every hash of lines and manifest was made to fit. */
export const ALTERATIONS: readonly (readonly [string, Alter, RegExp])[] = [
  ["a message's text", message((data) => (data["text"] = "I agree to everything")), /^message \d+ of conv_\w+: what it says/],
  ["a message's text, all else fitting", fitting(message((data) => (data["text"] = "I agree"))), /^message \d+ of conv_\w+: what it says/],
  ["who wrote a message", fitting(message((data) => (data["author"] = newId()))), /^message \d+ of conv_\w+: who wrote it/],
  ["when it was written", fitting(message((data) => (data["at"] = "2020-01-01T00:00:00.000Z"))), /^message \d+ of conv_\w+: who wrote it/],
  ["a message that is gone", fitting(lost("chat", 3)), /^message \d+ of conv_\w+: is missing/],
  ["the last message that is gone", fitting(lost("chat", -1)), /^message \d+ of conv_\w+: is missing/],
  [
    "two messages that changed places",
    (f) => f.change("chat", (l) => [l[0], l[2], l[1], ...l.slice(3)].flatMap((x) => x ?? [])),
    /^message \d+ of/,
  ],
  ["an edit's text", fitting(message((data) => (data["text"] = "Never"), "edit")), /^message \d+ of conv_\w+: what it says/],
  [
    "a text erased without a trace",
    fitting(message((data) => Object.assign(data, { salt: null, text: null }))),
    /^message \d+ of conv_\w+: its text is gone/,
  ],
  [
    "a file beside a message",
    fitting(message((data) => (data["files"] = [publicId("file", newId())]))),
    /^message \d+ of conv_\w+: what it says/,
  ],
  ["a message written again", fitting((f) => f.change("chat", (l) => [...l, l[1] ?? missing("line")])), /^message \d+ of conv_/],
  [
    "a file's bytes",
    (f) => f.put(deliveredFile(f), "%PDF-1.4 another"),
    /^file file_\w+: files\/file_\w+\.pdf is not what its SHA-256 says/,
  ],
  ["a file's bytes, the manifest fitting", fitting((f) => f.put(deliveredFile(f), "%PDF-1.4 another")), /^file file_\w+: /],
  ["a file that is gone", (f) => void f.files.delete(deliveredFile(f)), /^files\/file_\w+\.pdf: is missing/],
  ["a file that was added", (f) => f.put("files/another.pdf", "%PDF"), /^files\/another\.pdf: is not in the manifest/],
  ["a file's name", first("files", (data) => (data["fileName"] = "contract.pdf")), /^file file_\w+: it, or what stood before it/],
  [
    "a posting's amount",
    fitting(first("ledger", (data) => (data["amount"] = "1"))),
    /^posting [\w-]+ leg \d+: it is not what its hash says/,
  ],
  ["whose a posting is", fitting(first("ledger", (data) => (data["cp"] = newId()))), /^posting [\w-]+ leg \d+: it is not/],
  ["a posting that is gone", fitting(lost("ledger", 0)), /^posting [\w-]+ leg \d+: posting 1 of account \d+ is missing/],
  [
    "a posting written twice",
    fitting((f) => f.change("ledger", (l) => [...l, l[0] ?? missing("line")])),
    /^posting [\w-]+ leg \d+: stands there twice/,
  ],
  [
    "a posting's way to its block",
    fitting(first("ledger", (data) => (data["position"] = 4_000))),
    /^posting [\w-]+ leg \d+: is not in block \d+/,
  ],
  ["a block's root", fitting(first("blocks", (data) => (data["root"] = "0".repeat(64)))), /^block \d+: it is not what its hash says/],
  ["a block that is gone", fitting(lost("blocks", 0)), /^block \d+: was anchored as \w+ and is missing/],
  ["an anchor", fitting(first("anchors", (data) => (data["hash"] = "0".repeat(64)))), /^block \d+: was anchored as 0+ and is/],
  ["what happened", first("timeline", (data) => (data["type"] = "deal.cancelled.v1")), /^timeline entry 1 \(deal\.cancelled\.v1\): /],
  [
    "what happened, all else fitting",
    fitting(first("timeline", (data) => (data["at"] = "2020-01-01T00:00:00.000Z"))),
    /^manifest\.json: was not signed by key/,
  ],
  [
    "the price",
    (f) => f.change("deal", (l) => void (entry(l, "purchase")["price"] = "1")),
    /^the deal's terms: it, or what stood before it/,
  ],
  ["the platform's terms", first("deal", (data) => (data["version"] = "2030-01-01")), /^the deal's platform terms: /],
  [
    "what came on the chain",
    fitting(first("payments", (data) => (data["amount"] = "7"))),
    /^posting [\w-]+ leg \d+: moved 1250000, and 7 on the chain/,
  ],
  ["the page for people", (f) => f.put("record.en.html", "<p>nothing happened</p>"), /^record\.en\.html: is not (what|in)/],
  [
    "when it was made",
    (f) => f.put(MANIFEST, f.text(MANIFEST).replace(/"madeAt":"\d{4}/, '"madeAt":"2031')),
    /^manifest\.json: was not signed by key/,
  ],
  [
    "the signature",
    (f) => f.put(SIGNATURE, f.text(SIGNATURE).replace(/"signature":"./, '"signature":"_')),
    /^manifest\.json: was not signed by key/,
  ],
  ["the signature that is gone", (f) => void f.files.delete(SIGNATURE), /^manifest\.sig\.json: is missing/],
];

/** In a case, where each entry is hashed with all before it, and what was offered and ruled is told twice. */
export const CASE_ALTERATIONS: readonly (readonly [string, Alter, RegExp])[] = [
  ["a statement's text", evidence("statement", (data) => (data["text"] = "It came.")), /^evidence 2 of case_\w+: what it says/],
  [
    "a statement's text, with the key",
    inside(evidence("statement", (data) => (data["text"] = "It came."))),
    /^evidence 2 of case_\w+: what/,
  ],
  ["a statement's text that is blanked", evidence("statement", blank), /^evidence 2 of case_\w+: it, or what stood before it/],
  ["who brought evidence", inside(evidence("file", (data) => (data["by"] = "buyer"))), /^evidence 3 of case_\w+: who brought it/],
  ["whose name stands at it", inside(evidence("file", (data) => (data["name"] = "Another"))), /^evidence 3 of case_\w+: who brought it/],
  ["who wrote it", inside(evidence("file", (data) => (data["author"] = newId()))), /^evidence 3 of case_\w+: who brought it/],
  [
    "when it was brought",
    inside(evidence("file", (d) => (d["at"] = "2020-01-01T00:00:00.000Z"))),
    /^evidence 3 of case_\w+: who brought it/,
  ],
  [
    "which file it is",
    inside(evidence("file", (data) => (data["file"] = publicId("file", newId())))),
    /^evidence 3 of case_\w+: who brought it/,
  ],
  ["what is said of the file", inside(evidence("file", (data) => (data["data"] = { fileName: "a.pdf" }))), /^evidence 3 of case_\w+: who/],
  ["the SHA-256 that is said of it", inside(evidence("file", hashedOtherwise)), /^evidence 3 of case_\w+: who/],
  [
    "a file's bytes swapped in the store before the record was made",
    inside(swapped(fitted)),
    /^evidence 3 of case_\w+: file_\w+ is not the file that was brought/,
  ],
  ["its line that is gone too", inside(swapped(() => [])), /^evidence 3 of case_\w+: file_\w+ is missing/],
  [
    "its line with the bytes that were brought beside it",
    inside(swapped((data, bytes) => [fitted(data, bytes), { ...data, entry: null }])),
    /^file file_\w+: stands there twice/,
  ],
  ["a message that was quoted", inside(evidence("message", quoted)), /^evidence 4 of case_\w+: who brought it/],
  ["evidence that is gone", inside(lost("evidence", 2)), /^evidence 3 of case_\w+: is missing/],
  ["the last of it that is gone", inside(lost("evidence", -1)), /^evidence \d+ of case_\w+: is missing/],
  [
    "evidence written twice",
    inside((f) => f.change("evidence", (l) => [...l, l[2] ?? missing("line")])),
    /^evidence \d+ of case_\w+: is missing/,
  ],
  [
    "evidence of another case",
    inside(evidence("file", (d) => (d["case"] = publicId("case", newId())))),
    /^evidence 1 of case_\w+: is missing/,
  ],
  [
    "a case that is gone",
    inside((f) => f.change("case", (l) => l.filter(({ data }) => data["type"] !== "case"))),
    /^case case_\w+: is missing/,
  ],
  [
    "where its record ends",
    inside(first("case", (data) => (data["lastSeq"] = 3))),
    /^evidence 4 of case_\w+: stands behind the record's end/,
  ],
  [
    "the hash at its end",
    inside(first("case", (data) => (data["hash"] = "0".repeat(64)))),
    /^case case_\w+: its record ends with another hash/,
  ],
  [
    "who opened it",
    inside(first("case", (data) => (data["openedBy"] = "seller"))),
    /^case case_\w+: who opened it is not what evidence 1 of/,
  ],
  [
    "what was asked for",
    inside(first("case", (data) => (data["ask"] = "more_time"))),
    /^case case_\w+: its "ask" is not what evidence 1 of/,
  ],
  [
    "who had it",
    (f) => f.change("case", (l) => void ((l[1] ?? missing("line")).data["name"] = "Another")),
    /^mediator of case_\w+: it, or what/,
  ],
  [
    "a settlement's shares",
    fitting(first("settlements", (data) => (data["shares"] = []))),
    /^settlement stl_\w+: it is not what its digest/,
  ],
  [
    "a settlement's shares, with the key",
    inside(first("settlements", (data) => (data["shares"] = []))),
    /^settlement stl_\w+: its "shares" is not what evidence 5 of/,
  ],
  [
    "who offered it",
    inside(first("settlements", (data) => (data["by"] = "buyer"))),
    /^settlement stl_\w+: who offered it is not what evidence 5 of/,
  ],
  [
    "what was said with it",
    inside(first("settlements", (data) => (data["note"] = "All is yours"))),
    /^settlement stl_\w+: its note is not what evidence 5 of/,
  ],
  [
    "that it was declined",
    inside(first("settlements", (data) => (data["status"] = "accepted"))),
    /^settlement stl_\w+: is accepted, and by the record of case_\w+ it is declined/,
  ],
  ["a settlement that is gone", inside(lost("settlements", 0)), /^settlement stl_\w+: is missing, and evidence 5 of/],
  [
    "a settlement nobody offered",
    inside(first("settlements", (data) => (data["case"] = publicId("case", newId())))),
    /^settlement stl_\w+: the record of case_\w+ does not say it/,
  ],
  ["a ruling's shares", fitting(first("rulings", (data) => (data["shares"] = []))), /^ruling rul_\w+: it is not what its digest says/],
  [
    "a ruling's shares, with the key",
    inside(first("rulings", (data) => (data["shares"] = []))),
    /^ruling rul_\w+: its "shares" is not what evidence \d+ of/,
  ],
  ["a ruling's reasons", first("rulings", (data) => (data["reasons"] = "Because.")), /^ruling rul_\w+: it is not what its digest says/],
  [
    "a ruling's reasons, with the key",
    inside(first("rulings", (data) => (data["reasons"] = "Because."))),
    /^ruling rul_\w+: its reasons are not what evidence \d+ of/,
  ],
  ["who ruled", inside(first("rulings", (data) => (data["name"] = "Another"))), /^ruling rul_\w+: who ruled is not what evidence \d+ of/],
  ["a ruling that is gone", lost("rulings", 0), /^ruling rul_\w+: is missing, and evidence \d+ of/],
  [
    "a ruling written twice",
    inside((f) => f.change("rulings", (l) => [...l, l[0] ?? missing("line")])),
    /^ruling rul_\w+: stands there twice/,
  ],
];
