import { createReadStream, existsSync } from "node:fs";
import { mkdir, open, readFile, truncate } from "node:fs/promises";
import path from "node:path";
import { createInterface } from "node:readline";
import * as z from "zod";
import type { Anchor, AnchorSink } from "./ports.ts";

const line = z.object({
  n: z.string().regex(/^\d+$/).transform(BigInt),
  hash: z.string().regex(/^[0-9a-f]{64}$/),
  at: z.iso.datetime().transform((text) => new Date(text)),
});

/**
 * Anchors as lines of JSON in a file that only its owner can read; they are on disk before `append` resolves. A last line that a crash cut
 * short is ignored and written again; any other malformed line is an error.
 */
export function anchorFile(file: string): AnchorSink {
  async function* all(): AsyncGenerator<Anchor> {
    if (!existsSync(file)) return;
    let torn: string | null = null;
    for await (const text of createInterface({ input: createReadStream(file, "utf8") })) {
      if (torn !== null) throw new Error(`${file}: not an anchor: ${torn.slice(0, 80)}`);
      const parsed = line.safeParse(jsonOf(text));
      if (parsed.success) yield parsed.data;
      else if (text !== "") torn = text;
    }
  }
  let newest: Promise<Anchor | null> | null = null;
  async function read(): Promise<Anchor | null> {
    await dropTornLine(file);
    let last: Anchor | null = null;
    for await (const each of all()) last = each;
    return last;
  }
  return {
    all,
    last() {
      newest ??= read();
      return newest;
    },
    async append(anchors) {
      const last = anchors.at(-1);
      if (last === undefined) return;
      await mkdir(path.dirname(file), { recursive: true });
      const handle = await open(file, "a", 0o600);
      try {
        await handle.appendFile(
          anchors.map(({ n, hash, at }) => `${JSON.stringify({ n: n.toString(), hash, at: at.toISOString() })}\n`).join(""),
        );
        await handle.sync();
      } finally {
        await handle.close();
      }
      newest = Promise.resolve(last);
    },
  };
}

/** Removes the rest of a line that a crash cut short; it would spoil the next one. */
async function dropTornLine(file: string): Promise<void> {
  if (!existsSync(file)) return;
  const content = await readFile(file);
  const end = content.lastIndexOf("\n") + 1;
  if (end < content.length) await truncate(file, end);
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
