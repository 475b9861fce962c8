import { DomainError, type dryRunInput, type PurgeView, type undoPurgeInput, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireRole, requireStepUp, setting, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { sayChanged } from "../internal/news.ts";
import { type Policy, policyOf } from "../internal/policies.ts";
import { insertPurge, movePurge, type PurgeRow, purgeViews, unmark } from "../internal/purges.ts";
import type { RetentionPorts } from "../ports.ts";
import { beforeOf } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

const DAY_MS = 86_400_000;

/** Begins a clearing by its policy; null where one of its kind is under way. */
export async function begin(tx: TxCtx, { of, days }: Policy, byId: string | null): Promise<PurgeRow | null> {
  const at = await now(tx);
  const dueAt = new Date(at.getTime() + (await setting(tx, SETTINGS.undoDays)) * DAY_MS);
  const { tenantId } = tx.actor;
  const row = await insertPurge(tx, { id: newId(), tenantId, kind: of.kind, before: beforeOf(at, days), byId, at, dueAt, nextAt: at });
  if (row === null) return null;
  await audit(tx, { action: "retention.purge_started", subjectKind: "purge", subjectId: row.id, payload: { kind: of.kind, days } });
  await sayChanged(tx, "purge", row.id);
  return row;
}

/**
 * Begins to clear old records of a kind away, by its policy: they are marked first, and go when the time to take it back is over.
 *
 * - Who: an admin, with a proof of presence. From: none of its kind is under way. Two at once: one, the other INVALID_STATE.
 *   Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, INVALID_STATE, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function startPurge(
  ctx: Ctx,
  input: z.output<typeof dryRunInput>,
  { purgeables }: Pick<RetentionPorts, "purgeables">,
): Promise<PurgeView> {
  const { userId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "retention.startPurge", input, async (tx) => {
    const policy = await policyOf(tx, purgeables(), input.kind);
    const live = await tx.tx.purge.count({ where: { tenantId: tx.actor.tenantId, kind: input.kind, endedAt: null } });
    if (live > 0) throw new DomainError("INVALID_STATE");
    const subject = `${input.kind}: ${policy.days}`;
    await requireStepUp(tx, { action: "purge.start", subject, amount: null, asset: null, destination: null });
    const row = await begin(tx, policy, userId);
    if (row === null) throw new DomainError("INVALID_STATE");
    return viewed(tx, row);
  });
}

/**
 * Takes a clearing back, while nothing of it has gone.
 *
 * - Who: an admin. From: `marking` or `marked`. Two at once: one, the other INVALID_STATE or VERSION_CONFLICT. Against the worker: whoever locks it
 *   first. Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function undoPurge(ctx: Ctx, input: z.output<typeof undoPurgeInput>): Promise<PurgeView> {
  const { tenantId, userId } = requireRole(ctx.actor, "admin");
  return oncePerKey(ctx, "retention.undoPurge", input, async (tx) => {
    const id = uuidOf("purge", input.purgeId);
    if (id !== null) await tx.tx.$queryRaw`SELECT 1 FROM "Purge" WHERE "id" = ${id}::uuid FOR UPDATE`;
    const row = id === null ? null : await tx.tx.purge.findFirst({ where: { id, tenantId } });
    if (!row) throw new DomainError("NOT_FOUND");
    if (row.status !== "marking" && row.status !== "marked") throw new DomainError("INVALID_STATE");
    if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    await unmark(tx, row.id, null);
    const after = await movePurge(tx, row, "undone", { nextAt: null, endedAt: await now(tx), endedById: userId });
    await audit(tx, { action: "retention.purge_undone", subjectKind: "purge", subjectId: row.id, payload: { kind: row.kind } });
    await sayChanged(tx, "purge", row.id);
    return viewed(tx, after);
  });
}

async function viewed(tx: TxCtx, row: PurgeRow): Promise<PurgeView> {
  const [view] = await purgeViews(tx, [row]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}
