import { type deleteAccountInput, type DepartureView, DomainError, type keepAccountInput } from "@amanat/contracts";
import { audit, type Ctx, newId, now, oncePerKey, requireStepUp, requireUser, setting } from "@amanat/db";
import type * as z from "zod";
import { departureView, insertDeparture, lockAsked, moveDeparture } from "../internal/departures.ts";
import type { DeparturePorts, RetentionPorts } from "../ports.ts";
import { blocksOf } from "../reads/blocks.ts";
import { requireTurn } from "../reads/my-data.ts";
import { SETTINGS } from "../settings.ts";

const DAY_MS = 86_400_000;

const same = (one: string, other: string): boolean => {
  const [a, b] = [one, other].map((text) => text.normalize("NFC").trim().toLowerCase());
  return a === b;
};

/**
 * Asks for the caller's account to be deleted: it waits, can be taken back, and is then closed and erased by `advanceDepartures`.
 *
 * - Who: anybody signed in, for themselves, with a proof of presence, and their address (or name) typed. No API key.
 * - From: none asked for; nothing of theirs runs, no role of staff's, no legal hold on them or on a deal or case of theirs.
 * - Two at once: one, the other INVALID_STATE. Replay: the stored answer; without a key INVALID_STATE.
 * - What begins meanwhile is seen when its time has come: then it is stopped, and its person told.
 *
 * Errors: AUTHENTICATION_REQUIRED, INVALID_STATE (asked for), ACCOUNT_IN_USE (`issues`: what), VALIDATION_ERROR (`mismatch`), STEP_UP_REQUIRED,
 * IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function deleteAccount(
  ctx: Ctx,
  input: z.output<typeof deleteAccountInput>,
  { departures }: Pick<RetentionPorts, "departures">,
): Promise<DepartureView> {
  const { userId, tenantId } = requireUser(ctx.actor);
  return oncePerKey(ctx, "retention.deleteAccount", input, async (tx) => {
    await requireTurn(tx, userId);
    const live = await tx.tx.departure.count({ where: { userId, status: { in: ["asked", "erasing", "done"] } } });
    if (live > 0) throw new DomainError("INVALID_STATE");
    await requireFree(tx, userId, departures);
    if (!same(input.confirm, await departures.confirmOf(tx, userId)))
      throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "confirm", code: "mismatch" }] });
    await requireStepUp(tx, { action: "account.delete", subject: "", amount: null, asset: null, destination: null });
    const at = await now(tx);
    const dueAt = new Date(at.getTime() + (await setting(tx, SETTINGS.departureDays)) * DAY_MS);
    const row = await insertDeparture(tx, { id: newId(), tenantId, userId, at, dueAt, nextAt: dueAt });
    await audit(tx, { action: "account.delete_asked", subjectKind: "departure", subjectId: row.id, payload: {} });
    return departureView(row);
  });
}

/** Errors: ACCOUNT_IN_USE. */
async function requireFree(ctx: Ctx, userId: string, ports: DeparturePorts): Promise<void> {
  const blocks = await blocksOf(ctx, userId, ports);
  if (blocks.length === 0) return;
  throw new DomainError("ACCOUNT_IN_USE", undefined, { issues: blocks.map(({ kind, id }) => ({ path: kind, code: id ?? "runs" })) });
}

/**
 * Takes the deletion of the caller's account back, while it waits.
 *
 * - Who: anybody signed in, for themselves. From: `asked`. Two at once: one, the other INVALID_STATE. Against the worker: whoever locks it first.
 * - Replay: the stored answer; without a key INVALID_STATE.
 *
 * Errors: AUTHENTICATION_REQUIRED, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function keepAccount(ctx: Ctx, input: z.output<typeof keepAccountInput>): Promise<DepartureView> {
  const { userId } = requireUser(ctx.actor);
  return oncePerKey(ctx, "retention.keepAccount", input, async (tx) => {
    const row = await lockAsked(tx, userId);
    if (!row) throw new DomainError("INVALID_STATE");
    if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    const after = await moveDeparture(tx, row, "cancelled", { nextAt: null, endedAt: await now(tx) });
    await audit(tx, { action: "account.delete_cancelled", subjectKind: "departure", subjectId: row.id, payload: {} });
    return departureView(after);
  });
}
