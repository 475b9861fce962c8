import { type FileView } from "@amanat/contracts";
import { type Ctx, Prisma, readRows } from "@amanat/db";
import { fileView } from "../internal/views.ts";

/** Files that stand somewhere, by id. Does no access check: the context they stand in has decided who is shown them. */
export async function attachedFiles(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, FileView>> {
  if (ids.length === 0) return new Map();
  const rows = await readRows(
    ctx,
    { f: "File" },
    Prisma.sql`"File" f WHERE f."id" = ANY (${[...ids]}::uuid[]) AND f."tenantId" = ${ctx.actor.tenantId}::uuid AND f."subjectId" IS NOT NULL`,
  );
  return new Map(rows.map(({ f }) => [f.id, fileView(f)]));
}
