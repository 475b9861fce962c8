import { type Ctx, Prisma, readRows, requireSystem } from "@amanat/db";
import { folderOf, savedAs } from "../rules.ts";

export type StoredFile = {
  readonly id: string;
  readonly ownerId: string;
  readonly purpose: string;
  readonly fileName: string;
  readonly type: string;
  readonly size: number;
  readonly createdAt: Date;
  /** Where its bytes lie; null where they are gone. */
  readonly path: string | null;
};

/** Files that stand in a subject, or have one of these ids, the oldest first. Only for our own processes: who may read them, the caller has asked. */
export async function storedFiles(
  ctx: Ctx,
  of: { readonly subjectIds: readonly string[]; readonly ids: readonly string[] },
): Promise<StoredFile[]> {
  requireSystem(ctx.actor);
  const rows = await readRows(
    ctx,
    { f: "File" },
    Prisma.sql`"File" f WHERE (f."subjectId" = ANY (${[...of.subjectIds]}::uuid[]) OR f."id" = ANY (${[...of.ids]}::uuid[]))
      AND f."tenantId" = ${ctx.actor.tenantId}::uuid AND f."subjectId" IS NOT NULL ORDER BY f."createdAt", f."id"`,
  );
  return rows.map(({ f }) => {
    const type = f.type ?? f.declaredType;
    const isThere = f.status === "ready" && f.objectId !== null;
    const { id, ownerId, purpose, size, createdAt } = f;
    return {
      id,
      ownerId,
      purpose,
      fileName: savedAs(f.fileName, type),
      type,
      size,
      createdAt,
      path: isThere ? `${folderOf(f)}/${f.objectId}` : null,
    };
  });
}
