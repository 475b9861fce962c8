import { readFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";

export const ROOT = path.resolve(import.meta.dirname, "../../..");
/** The files of the kind that is added, and what it adds to lists. */
export const KIND = path.resolve(import.meta.dirname, "../fixtures/stages");

/** A line of a list: behind the line it follows, or within a line behind its beginning. */
const listLine = z.object({ file: z.string(), after: z.string().optional(), in: z.string().optional(), add: z.string() });
export const LINES = z.array(listLine).parse(JSON.parse(readFileSync(path.join(KIND, "lists.json"), "utf8")));

/** The list with the line in its place. Throws where it has not just one place for it. */
export function withLine(text: string, { file, after, in: within, add }: z.infer<typeof listLine>): string {
  const place = after === undefined ? (within ?? "") : `${after}\n`;
  if (text.split(place).length !== 2) throw new Error(`${file} has no single place for ${add}: ${place}`);
  return text.replace(place, () => place + add + (after === undefined ? "" : "\n"));
}
