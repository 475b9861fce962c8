import type { SettingList } from "@amanat/contracts";
import { canonicalJson, type Ctx, reader, requireRole, settingsNow } from "@amanat/db";
import type { ChangeRow } from "../internal/rows.ts";
import { viewsOf } from "../internal/views.ts";
import type { Declared } from "../ports.ts";
import { kindOf } from "../rules.ts";

/** Every setting as it holds now, by its key. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function listSettings(ctx: Ctx, declared: Declared): Promise<SettingList> {
  const admin = requireRole(ctx.actor, "admin");
  const all = declared().toSorted((a, b) => (a.key < b.key ? -1 : 1));
  const changes = reader(ctx).settingChange;
  const [now, waiting, newest] = await Promise.all([
    settingsNow(ctx, all),
    changes.findMany({ where: { tenantId: admin.tenantId, state: "waiting" }, take: all.length }),
    changes.findMany({
      where: { tenantId: admin.tenantId, state: "applied", key: { in: all.map(({ key }) => key) } },
      orderBy: [{ key: "asc" }, { endedAt: "desc" }],
      distinct: ["key"],
    }),
  ]);
  const views = await viewsOf(ctx, [...waiting, ...newest]);
  const viewOf = (rows: readonly ChangeRow[], key: string, offset: number) => {
    const at = rows.findIndex((row) => row.key === key);
    return at === -1 ? null : (views[at + offset] ?? null);
  };
  return {
    settings: all.map((one) => {
      const { key, says, usual, dangerous, kept } = one;
      const { value, version, changedAt } = now.get(key) ?? { value: usual, version: 0, changedAt: null };
      const last = viewOf(newest, key, waiting.length);
      // What was set by other means since then is nobody's on this page.
      const isOwn = last !== null && last.after === canonicalJson(value);
      return {
        key,
        says,
        kind: kindOf(one),
        value: canonicalJson(value),
        usual: canonicalJson(usual),
        version,
        changed: changedAt === null ? null : { at: changedAt.toISOString(), by: isOwn ? (last.endedBy ?? last.askedBy) : null },
        dangerous: dangerous === true,
        kept: kept ?? "here",
        waiting: viewOf(waiting, key, 0),
      };
    }),
  };
}
