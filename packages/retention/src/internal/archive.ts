import { type ArchiveWriter, archiveWriter, type Written } from "@amanat/archive";
import type { Ctx, Held } from "@amanat/db";
import { type FileStore, ownFiles } from "@amanat/files";
import type { RetentionPorts } from "../ports.ts";
import { EXPORT_LIMITS, FILE_BYTES } from "../rules.ts";
import { indexPage, type Listed } from "./index-page.ts";

/** Files that are looked up at a time. */
const PAGE = 50;

const bytesOf = (text: string): Uint8Array => new TextEncoder().encode(text);

/** The lines of a list, page by page, counted as they go. */
async function* linesOf(ctx: Ctx, held: Held, userId: string, count: { rows: number }): AsyncGenerator<Uint8Array> {
  let from: string | null = null;
  do {
    const page: Awaited<ReturnType<Held>> = await held(ctx, userId, from);
    count.rows += page.lines.length;
    if (page.lines.length > 0) yield bytesOf(`${page.lines.join("\n")}\n`);
    from = page.next;
  } while (from !== null);
}

/** A name that every system takes: of what a person called a file only its letters and its ending. */
function plainEnding(fileName: string): string {
  return /\.[a-z0-9]{1,5}$/.exec(fileName.toLowerCase())?.[0] ?? "";
}

/** Adds the bytes of their files, as far as there is room. Returns how many are in it, and how many had no room, or are lost. */
async function addFiles(ctx: Ctx, zip: ArchiveWriter, userId: string, store: FileStore): Promise<{ added: number; left: number }> {
  let [from, room, added, left]: [string | null, number, number, number] = [null, FILE_BYTES, 0, 0];
  for (;;) {
    const page = await ownFiles(ctx, userId, from, PAGE, store);
    for (const file of page) {
      from = file.id;
      const isRoom = file.size <= room && added < EXPORT_LIMITS.entries - 100;
      const content = isRoom ? await file.open() : null;
      if (content === null) {
        left += 1;
        continue;
      }
      await zip.add(`files/${file.id.replaceAll("-", "")}${plainEnding(file.fileName)}`, content);
      room -= file.size;
      added += 1;
    }
    if (page.length < PAGE) return { added, left };
  }
}

export type Making = { readonly userId: string; readonly at: Date; readonly withFiles: boolean };

/**
 * Begins the archive of what is held about a person: a file of JSON lines for each list of each context, their files, and a page in their
 * language that says what is where. Whoever reads `zip.stream` gets it while it is written; `done` says whether it became whole.
 */
export function beginArchive(ctx: Ctx, making: Making, ports: RetentionPorts, store: FileStore) {
  const zip = archiveWriter(EXPORT_LIMITS);
  const done = write(ctx, zip, making, ports, store).catch((error: unknown) => {
    zip.abort(error instanceof Error ? error : new Error("the archive broke off", { cause: error }));
    throw error;
  });
  return { stream: zip.stream, done };
}

async function write(
  ctx: Ctx,
  zip: ArchiveWriter,
  { userId, at, withFiles }: Making,
  ports: RetentionPorts,
  store: FileStore,
): Promise<void> {
  const lists: Listed[] = [];
  for (const { name, about } of ports.abouts()) {
    if ("nothing" in about) continue;
    for (const [list, held] of Object.entries(about.held)) {
      const count = { rows: 0 };
      const written: Written = await zip.add(`${name}/${list}.jsonl`, linesOf(ctx, held, userId, count));
      lists.push({ context: name, list, ...written, rows: count.rows });
    }
  }
  const files = withFiles ? await addFiles(ctx, zip, userId, store) : { added: 0, left: 0 };
  const locale = (await ports.localeOf(ctx, userId)) ?? "en";
  await zip.add("index.html", [bytesOf(await indexPage({ locale, at, lists, files, abouts: ports.abouts }))]);
  zip.end();
}
