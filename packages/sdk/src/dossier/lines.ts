import { beginningOfPart, type DossierPart, dossierLine, partFile } from "@amanat/contracts";
import type { ArchiveReader } from "@amanat/archive/read";
import type * as z from "zod";
import { Altered } from "./altered.ts";
import { jcs, sha256 } from "./hashes.ts";

type Line = z.infer<typeof dossierLine>;
export type Parts = ReadonlyMap<DossierPart, readonly Line[]>;
type Data = Readonly<Record<string, unknown>>;

const word = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value).slice(0, 80) : "?");

/** What people call a line. */
const NAMES: Readonly<Record<DossierPart, (data: Data, n: number) => string>> = {
  deal: (data) => `the deal's ${word(data["type"])}`,
  timeline: (data, n) => `timeline entry ${n} (${word(data["type"])})`,
  chat: (data) =>
    data["type"] === "entry"
      ? `message ${word(data["seq"])} of ${word(data["conversation"])}`
      : `conversation ${word(data["conversation"])}`,
  ledger: (data) => `posting ${word(data["journal_id"])} leg ${word(data["leg"])}`,
  blocks: (data) => `block ${word(data["n"])}`,
  anchors: (data) => `anchor of block ${word(data["n"])}`,
  payments: (data) => `payment ${word(data["tx"])}`,
  case: (data) => (data["type"] === "case" ? `case ${word(data["case"])}` : `${word(data["type"])} of ${word(data["case"])}`),
  evidence: (data) => `evidence ${word(data["seq"])} of ${word(data["case"])}`,
  settlements: (data) => `settlement ${word(data["id"])}`,
  rulings: (data) => `ruling ${word(data["id"])}`,
  files: (data) => `file ${word(data["id"])}`,
};
export const nameOf = (part: DossierPart, { data, n }: Pick<Line, "data" | "n">): string => NAMES[part](data, n);

/** The lines of a part, as they stand there. */
export async function linesOf(archive: ArchiveReader, part: DossierPart): Promise<Line[]> {
  const name = partFile(part);
  const content = new TextDecoder("utf-8", { fatal: true });
  let text: string;
  try {
    text = content.decode(await archive.bytes(name));
  } catch (error) {
    if (error instanceof TypeError) throw new Altered(name, "is not UTF-8");
    throw error;
  }
  const lines = text === "" ? [] : text.replace(/\n$/, "").split("\n");
  return lines.map((line, index) => {
    const read = dossierLine.safeParse(json(line));
    if (!read.success) throw new Altered(`${name} line ${index + 1}`, "is not a line of a dossier");
    return read.data;
  });
}

export function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A line's data by its own schema. */
export function dataOf<S extends z.ZodType>(part: DossierPart, line: Line, schema: S): z.output<S> {
  const read = schema.safeParse(line.data);
  if (!read.success) {
    const [issue] = read.error.issues;
    throw new Altered(nameOf(part, line), `${issue?.path.join(".") || "it"} is malformed`);
  }
  return read.data;
}

/** Follows the lines of a part: each is as it was, none is missing, and the last is the one the manifest names. */
export function follow(part: DossierPart, dealId: string, lines: readonly Line[], said: { lines: number; head: string }): void {
  let hash = sha256(beginningOfPart(part, dealId));
  for (const [index, line] of lines.entries()) {
    if (line.n !== index + 1) throw new Altered(nameOf(part, line), `stands where line ${index + 1} of ${partFile(part)} stood`);
    hash = sha256(hash, "\n", jcs({ part, n: line.n, data: line.data }));
    if (hash !== line.hash) throw new Altered(nameOf(part, line), "it, or what stood before it, is not what its hash says");
  }
  if (lines.length !== said.lines) throw new Altered(partFile(part), `has ${lines.length} lines, and had ${said.lines}`);
  const last = lines.at(-1);
  if (hash !== said.head)
    throw new Altered(last === undefined ? partFile(part) : nameOf(part, last), "is not what the manifest says of the part's end");
}
