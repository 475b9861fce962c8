import { createHash } from "node:crypto";
import { ArchiveTooLarge } from "@amanat/archive";
import { beginningOfPart, type DossierPart } from "@amanat/contracts";
import { canonicalJson } from "@amanat/db";
import canonicalize from "canonicalize";
import { SHOWN_LINES } from "../rules.ts";

/** What stands in a line. */
export type PartLine = Readonly<Record<string, unknown>>;

/** The form of RFC 8785: one text for one value. Throws for what has none (a lone surrogate, NaN). */
export function jcs(value: unknown): string {
  const text = canonicalize(value);
  if (text === undefined) throw new Error("a value without a form");
  return text;
}

export const sha256 = (...parts: readonly string[]): string => {
  const hash = createHash("sha256");
  for (const part of parts) hash.update(part);
  return hash.digest("hex");
};

/** The parts whose lines carry a digest of all that is in them. */
const SEALED: ReadonlySet<DossierPart> = new Set<DossierPart>(["settlements", "rulings"]);

/** As the wire has it: no bigint, no Date, nothing undefined. */
const plain = (data: object): PartLine => JSON.parse(canonicalJson(data)) as PartLine;

/** The lines of one part, each bound to those before it, and the first of them for the page. */
export class PartLines {
  readonly shown: PartLine[] = [];
  count = 0;
  head: string;
  readonly part: DossierPart;
  readonly #most: number;

  constructor(part: DossierPart, dealId: string, most: number) {
    this.part = part;
    this.head = sha256(beginningOfPart(part, dealId));
    this.#most = most;
  }

  /** One line as it is written. Throws ArchiveTooLarge. */
  add(raw: object): string {
    const read = plain(raw);
    const data = SEALED.has(this.part) ? { ...read, digest: sha256(jcs(read)) } : read;
    this.count += 1;
    if (this.count > this.#most) throw new ArchiveTooLarge(`more than ${this.#most} lines of ${this.part}`);
    if (this.shown.length < SHOWN_LINES) this.shown.push(data);
    this.head = sha256(this.head, "\n", jcs({ part: this.part, n: this.count, data }));
    return `${JSON.stringify({ n: this.count, data, hash: this.head })}\n`;
  }

  async *written(lines: AsyncIterable<object>): AsyncGenerator<Uint8Array> {
    for await (const line of lines) yield Buffer.from(this.add(line));
  }
}
