import type { Readable } from "node:stream";
import { type Ctx, Prisma, readRows, requireSystem } from "@amanat/db";
import type { FileStore } from "../ports.ts";
import { folderOf, savedAs } from "../rules.ts";

export type OwnFile = {
  readonly id: string;
  readonly fileName: string;
  readonly size: number;
  /** Null where the bytes are lost: a disk was restored, or somebody cleaned up. */
  readonly open: () => Promise<Readable | null>;
};

/** A page of a person's files that can be read, by id, with their bytes. Only for our own processes: what they made for the person is left out. */
export async function ownFiles(ctx: Ctx, ownerId: string, from: string | null, limit: number, { storage }: FileStore): Promise<OwnFile[]> {
  requireSystem(ctx.actor);
  const rows = await readRows(
    ctx,
    { f: "File" },
    Prisma.sql`"File" f WHERE f."ownerId" = ${ownerId}::uuid AND f."status" = 'ready' AND f."objectId" IS NOT NULL AND f."purpose" <> 'export'
      AND (${from}::uuid IS NULL OR f."id" > ${from}::uuid) ORDER BY f."id" LIMIT ${limit}`,
  );
  return rows.map(({ f }) => {
    const path = `${folderOf(f)}/${f.objectId}`;
    const open = async () => ((await storage.fileExists(path)) ? storage.read(path) : null);
    return { id: f.id, fileName: savedAs(f.fileName, f.type ?? f.declaredType), size: f.size, open };
  });
}
