/**
 * Reads OFAC's published list, `sdn_advanced.xml`, as it streams by: 80 MB and more of which some hundred lines are addresses.
 *
 * The file first names its kinds of features; one of each currency is called `Digital Currency Address - <TICKER>`. Further down every listed
 * party has features, and the address is the `VersionDetail` of those. The ticker says nothing about the chain: an address of USDT may be
 * Ethereum's or Tron's, and one of ETH has done its business on every chain of its kind. So all tickers are one list, and an address counts
 * wherever its form is an address.
 */
import { createHash } from "node:crypto";
import { canonicalAddress } from "@amanat/contracts";
import { SaxesParser, type SaxesTagPlain } from "saxes";

/** What was fetched is not a whole list. */
export class NotAList extends Error {}

export type SdnList = {
  /** Of the bytes as they came. */
  readonly sha256: string;
  readonly size: number;
  /** `yyyy-mm-dd` */
  readonly publishedOn: string;
  readonly addresses: ReadonlySet<string>;
};

/** More than ten times what is published today. */
const MOST_BYTES = 1_000_000_000;
/** Of one tag or text: a file without an end of either would be held in memory. */
const MOST_OPEN = 1_000_000;
const MOST_ADDRESSES = 1_000_000;
const FEATURE = /^Digital Currency Address - \S+$/;
const ADDRESS = /^[\x21-\x7E]{10,128}$/;
const UNITS = ["Year", "Month", "Day"] as const;
type Unit = (typeof UNITS)[number];

/** Throws NotAList for what is cut off, malformed, not that format, or without bounds. */
export async function readSdnAdvanced(chunks: AsyncIterable<Uint8Array>): Promise<SdnList> {
  const hash = createHash("sha256");
  const decoder = new TextDecoder("utf-8", { fatal: true });
  const reading = new Reading();
  let size = 0;
  try {
    for await (const chunk of chunks) {
      size += chunk.byteLength;
      if (size > MOST_BYTES) throw new NotAList("it is longer than any list");
      hash.update(chunk);
      reading.write(decoder.decode(chunk, { stream: true }));
    }
    reading.write(decoder.decode());
  } catch (error) {
    if (error instanceof TypeError && /utf-8|encoded data/i.test(error.message)) throw new NotAList("it is not in UTF-8", { cause: error });
    throw error;
  }
  return { sha256: hash.digest("hex"), size, ...reading.end() };
}

class Reading {
  readonly #parser = new SaxesParser();
  readonly #path: string[] = [];
  readonly #kinds = new Set<string>();
  readonly #addresses = new Set<string>();
  readonly #date: Partial<Record<Unit, string>> = {};
  /** The id of the kind of feature whose name is being read. */
  #kind: string | null = null;
  /** Inside a feature that is an address. */
  #wanted = false;
  #text = "";
  /** Characters since the last end of a tag or text. */
  #open = 0;
  #root: string | null = null;
  #whole = false;

  constructor() {
    this.#parser.on("error", (error) => {
      throw new NotAList(`it is malformed: ${error.message.slice(0, 200)}`);
    });
    // An entity of its own could say anything, and as much as it likes.
    this.#parser.on("doctype", () => {
      throw new NotAList("it declares a document type");
    });
    this.#parser.on("opentag", (tag) => this.#opened(tag));
    this.#parser.on("text", (text) => this.#read(text));
    this.#parser.on("cdata", (text) => this.#read(text));
    this.#parser.on("closetag", ({ name }) => this.#closed(local(name)));
  }

  write(text: string): void {
    this.#open += text.length;
    this.#parser.write(text);
    if (this.#open > MOST_OPEN) throw new NotAList("a part of it has no end");
  }

  end(): Pick<SdnList, "publishedOn" | "addresses"> {
    this.#parser.close();
    if (this.#root !== "Sanctions" || !this.#whole) throw new NotAList("it is cut off");
    const { Year, Month, Day } = this.#date;
    const publishedOn = `${Year}-${Month?.padStart(2, "0")}-${Day?.padStart(2, "0")}`;
    if (!/^\d{4}-\d{2}-\d{2}$/.test(publishedOn) || Number.isNaN(Date.parse(publishedOn))) throw new NotAList("it has no date of issue");
    if (this.#kinds.size === 0) throw new NotAList("it knows no digital currencies");
    if (this.#addresses.size === 0) throw new NotAList("it lists no address");
    return { publishedOn, addresses: this.#addresses };
  }

  #opened(tag: SaxesTagPlain): void {
    const name = local(tag.name);
    this.#open = 0;
    this.#text = "";
    this.#root ??= name;
    this.#path.push(name);
    if (name === "FeatureType") this.#kind = tag.attributes["ID"] ?? null;
    if (name === "Feature") this.#wanted = this.#kinds.has(tag.attributes["FeatureTypeID"] ?? "");
  }

  #read(text: string): void {
    this.#open = 0;
    this.#text += text;
    if (this.#text.length > MOST_OPEN) throw new NotAList("a part of it has no end");
  }

  #closed(name: string): void {
    const text = this.#text.trim();
    this.#open = 0;
    this.#text = "";
    this.#path.pop();
    if (name === "FeatureType" && this.#kind !== null && FEATURE.test(text)) this.#kinds.add(this.#kind);
    if (name === "Feature") this.#wanted = false;
    if (name === "VersionDetail" && this.#wanted) this.#take(text);
    if (this.#path.length === 2 && this.#path[1] === "DateOfIssue") {
      const unit = UNITS.find((one) => one === name);
      if (unit !== undefined) this.#date[unit] ??= text;
    }
    if (this.#path.length === 0) this.#whole = true;
  }

  #take(text: string): void {
    // A line that is no address of any form would be a listed address that nobody finds.
    if (!ADDRESS.test(text)) throw new NotAList(`it lists what is no address: ${text.slice(0, 40)}`);
    if (this.#addresses.size >= MOST_ADDRESSES) throw new NotAList("it lists more than anybody could");
    this.#addresses.add(canonicalAddress(text));
  }
}

/** Without its namespace's prefix. */
const local = (name: string) => name.slice(name.indexOf(":") + 1);
