import { publicId, type SettingChangeState, type SettingChangeView } from "@amanat/contracts";
import { canonicalJson, type Ctx, namesOf } from "@amanat/db";
import type { ChangeRow } from "./rows.ts";

/** Changes with the names of those who asked and decided. */
export async function viewsOf(ctx: Ctx, rows: readonly ChangeRow[]): Promise<SettingChangeView[]> {
  const nameOf = await namesOf(
    ctx,
    rows.flatMap(({ askedById, endedById }) => (endedById === null ? [askedById] : [askedById, endedById])),
  );
  const name = (id: string | null) => (id === null ? null : (nameOf.get(id) ?? null));
  return rows.map((row) => ({
    id: publicId("settingChange", row.id),
    key: row.key,
    state: row.state as SettingChangeState,
    before: canonicalJson(row.before),
    after: canonicalJson(row.after),
    reason: row.reason,
    askedBy: name(row.askedById),
    askedAt: row.createdAt.toISOString(),
    mine: ctx.actor.kind === "user" && ctx.actor.userId === row.askedById,
    dueAt: row.dueAt?.toISOString() ?? null,
    endedBy: name(row.endedById),
    endedAt: row.endedAt?.toISOString() ?? null,
  }));
}

export async function viewOf(ctx: Ctx, row: ChangeRow): Promise<SettingChangeView> {
  const [view] = await viewsOf(ctx, [row]);
  return view as SettingChangeView;
}
