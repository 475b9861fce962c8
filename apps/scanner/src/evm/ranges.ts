import { isOutage, refusalOf } from "@amanat/chain";
import { HttpRequestError, ResponseBodyTooLargeError } from "viem";

/** Blocks of one question about logs: at first, and at most. */
const FIRST = 1_000;
const MOST = 10_000;
/** By how much a range that was answered grows. */
const GROWTH = 1.1;

/** How many blocks a node is asked about at a time: less after it refused, more while it answers. One for each node. */
export function adaptiveRanges() {
  let size = FIRST;
  let ceiling = MOST;
  return {
    get size(): number {
      return size;
    },
    /** A question about so many blocks was too much. Several refused at the same time shrink it once. */
    refused(blocks: number, refusal: Refusal): void {
      if (refusal.most !== null) ceiling = Math.min(ceiling, Math.max(1, refusal.most));
      const next = refusal.most ?? refusal.fits ?? Math.floor(blocks / 2);
      size = Math.min(size, Math.max(1, Math.min(next, blocks - 1)));
    },
    /** A question about so many blocks was answered. */
    answered(blocks: number): void {
      if (blocks >= size) size = Math.min(ceiling, Math.ceil(size * GROWTH));
    },
  };
}

/** Why a question about logs was too much: the most blocks the node takes at all, or how many would have fitted this time. */
type Refusal = { most: number | null; fits: number | null };

/**
 * Whether a node refused a question about logs because it covers too many blocks or finds too many logs. There is no code for it:
 * every provider has words of its own. Null for every other failure, among them being asked too often.
 */
export function refusedAsTooMuch(error: unknown, blocks: number): Refusal | null {
  if (isTooLarge(error)) return { most: null, fits: null };
  const words = isOutage(error) ? null : refusalOf(error);
  if (words === null || !TOO_MUCH.test(words)) return null;
  const fitting = /\[(0x[0-9a-f]+),\s*(0x[0-9a-f]+)\]/i.exec(words);
  if (fitting) return { most: null, fits: Math.max(1, Number(fitting[2]) - Number(fitting[1]) + 1) };
  return { most: OF_BLOCKS.test(words) ? mostIn(words, blocks) : null, fits: null };
}

const TOO_MUCH =
  /\brange|\bresults?\b|logs? matched|(?:response|result) (?:size|is too)|too (?:large|wide|big)|too many (?:logs|results|blocks|events)|max(?:imum)? (?:logs|results|blocks?)|tim(?:e|ed) ?out|size exceeded|^limit exceeded$/i;
const OF_BLOCKS = /\brange|\bblocks?\b/i;
const OF_RESULTS = /\bresults?\b|\blogs? matched|\bmax(?:imum)? logs/i;

/** The largest number of blocks that the words name and that is less than what was asked for. */
function mostIn(words: string, blocks: number): number | null {
  if (OF_RESULTS.test(words)) return null;
  const named = [...words.matchAll(/\b(\d[\d,]*)(\s?k)?\b/gi)].map(
    ([, digits = "", thousands]) => Number(digits.replaceAll(",", "")) * (thousands === undefined ? 1 : 1_000),
  );
  const fitting = named.filter((number) => number >= 1 && number < blocks);
  return fitting.length === 0 ? null : Math.max(...fitting);
}

/** An answer longer than we read, or that the provider would not send. */
function isTooLarge(error: unknown): boolean {
  for (let cause = error, depth = 0; cause instanceof Error && depth < 8; cause = cause.cause, depth += 1) {
    if (cause instanceof ResponseBodyTooLargeError) return true;
    if (cause instanceof HttpRequestError && cause.status === 413) return true;
  }
  return false;
}
