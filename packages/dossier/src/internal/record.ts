import type { ArchiveWriter, Written } from "@amanat/archive";
import {
  DOSSIER_FORMAT,
  DOSSIER_PARTS,
  type DossierManifest,
  type DossierPart,
  type Locale,
  MANIFEST,
  partFile,
  publicId,
  SIGNATURE,
} from "@amanat/contracts";
import { type Ctx, now } from "@amanat/db";
import type { DossierOutside, DossierSource, RecordFile } from "../ports.ts";
import { jcs, type PartLine, PartLines } from "./lines.ts";
import { pageOf } from "./page.ts";
import type { DossierRow } from "./rows.ts";

export type Recording = {
  readonly row: DossierRow;
  readonly source: DossierSource;
  readonly outside: DossierOutside;
  readonly archive: ArchiveWriter;
  readonly mostLines: number;
  readonly progressed: (percent: number) => Promise<void>;
};

const ENDING = /\.[a-z0-9]{1,8}$/;

/** Where a file's bytes lie in the archive: by its id, with its ending. */
const entryOf = ({ id, fileName }: RecordFile): string => `files/${id}${ENDING.exec(fileName.toLowerCase())?.[0] ?? ".bin"}`;

/** Writes everything of a record: its parts, its files, a page in each party's language, the manifest and its signature. Throws ArchiveTooLarge. */
export async function writeRecord(ctx: Ctx, recording: Recording): Promise<void> {
  const { row, source, outside, archive, mostLines, progressed } = recording;
  const dealId = publicId("deal", row.dealId);
  const entries: Written[] = [];
  const parts = new Map<DossierPart, PartLines>();
  for (const [place, part] of DOSSIER_PARTS.entries()) {
    const lines = new PartLines(part, dealId, mostLines);
    parts.set(part, lines);
    const read = part === "files" ? filesOf(ctx, recording, entries) : source.parts[part](ctx, row.dealId, outside);
    if (part !== "files") await progressed(1 + Math.round((place / DOSSIER_PARTS.length) * 40));
    entries.push(await archive.add(partFile(part), lines.written(part === "files" ? await settled(read) : read)));
  }
  const facts = await source.facts(ctx, row.dealId);
  if (facts === null) throw new Error("a record of a deal that is not there");
  const madeAt = (await now(ctx)).toISOString();
  const shown = (part: DossierPart): { lines: readonly PartLine[]; count: number } => ({
    lines: parts.get(part)?.shown ?? [],
    count: parts.get(part)?.count ?? 0,
  });
  for (const locale of new Set<Locale>(facts.people.map((person) => person.locale)))
    entries.push(await archive.add(`record.${locale}.html`, pageOf(locale, { dealId, madeAt, facts, shown })));
  await progressed(95);
  const { key, origin } = outside.dossiers;
  const manifest: DossierManifest = {
    format: DOSSIER_FORMAT,
    deal: dealId,
    origin,
    madeAt,
    keyId: key.id,
    parts: [...parts.values()].map(({ part, count, head }) => ({ name: part, lines: count, head })),
    entries: entries.toSorted((a, b) => (a.name < b.name ? -1 : 1)),
  };
  const bytes = Buffer.from(jcs(manifest));
  await archive.add(MANIFEST, [bytes]);
  await archive.add(SIGNATURE, [Buffer.from(jcs({ alg: "Ed25519", keyId: key.id, signature: key.sign(bytes) }))]);
}

/** The files themselves are entries of their own: they are written before the part that names them. */
async function settled(lines: AsyncIterable<object>): Promise<AsyncIterable<object>> {
  const all: object[] = [];
  for await (const line of lines) all.push(line);
  return (async function* () {
    yield* all;
  })();
}

async function* filesOf(ctx: Ctx, { row, source, outside, archive, progressed }: Recording, entries: Written[]): AsyncGenerator<object> {
  const files = await source.files(ctx, row.dealId);
  for (const [place, file] of files.entries()) {
    const { path, ...said } = file;
    await progressed(41 + Math.round((place / files.length) * 50));
    const content = path === null ? null : await outside.files.storage.read(path).catch(() => null);
    if (content === null) yield { ...said, sha256: null, entry: null };
    else {
      const written = await archive.add(entryOf(file), content as AsyncIterable<Uint8Array>);
      entries.push(written);
      yield { ...said, size: written.size, sha256: written.sha256, entry: written.name };
    }
  }
}
