import { type AmlStatus, amlStatus } from "@amanat/contracts";
import { type Ctx, now, requireRole, requireSystem, setting } from "@amanat/db";
import { currentList, type ListRow, listsBefore, usableUntil } from "../internal/lists.ts";
import { stateRow } from "../internal/state-row.ts";
import { SETTINGS } from "../settings.ts";

const SHOWN = 5;

/** How the worker screens, and what it has for it. Guards and admins. Errors: AUTHENTICATION_REQUIRED, FORBIDDEN. */
export async function status(ctx: Ctx): Promise<AmlStatus> {
  requireRole(ctx.actor, "guard", "admin");
  const state = await stateRow(ctx);
  const list = await currentList(ctx);
  const until = list === null ? null : await usableUntil(ctx, list);
  const { attemptedAt, askedAt, toldAt } = state;
  return amlStatus.parse({
    provider: state.provider,
    toldAt: toldAt?.toISOString() ?? null,
    list: list === null || until === null ? null : { ...viewOf(list), usableUntil: until.toISOString() },
    usable: state.provider !== "ofac" || (until !== null && until > (await now(ctx))),
    before: (await listsBefore(ctx, SHOWN)).map(viewOf),
    maxAgeDays: await setting(ctx, SETTINGS.maxAgeDays),
    refreshHours: await setting(ctx, SETTINGS.refreshHours),
    attemptedAt: attemptedAt?.toISOString() ?? null,
    failure: state.failure,
    asked: askedAt !== null && (attemptedAt === null || askedAt > attemptedAt),
  });
}

const viewOf = ({ sha256, publishedOn, takenAt, seenAt, addresses }: ListRow) => ({
  sha256,
  publishedOn: publishedOn.toISOString().slice(0, 10),
  takenAt: takenAt.toISOString(),
  seenAt: seenAt.toISOString(),
  addresses,
});

/** The list in use, for the operator's command; null where there is none. Errors: FORBIDDEN (no process of ours). */
export async function storedList(ctx: Ctx): Promise<ReturnType<typeof viewOf> | null> {
  requireSystem(ctx.actor);
  const list = await currentList(ctx);
  return list === null ? null : viewOf(list);
}
