import { type changeSettingInput, DomainError, type SettingChangeView } from "@amanat/contracts";
import {
  audit,
  canonicalJson,
  changeSetting as store,
  type Ctx,
  type Json,
  newId,
  now,
  oncePerKey,
  raiseIncident,
  requireRole,
  requireStepUp,
  type Setting,
  setting,
  settingNow,
  startDeadline,
  type TxCtx,
} from "@amanat/db";
import type * as z from "zod";
import { demandOf } from "../internal/demand.ts";
import { lockSetting, SETTING_TIMER } from "../internal/rows.ts";
import { viewOf } from "../internal/views.ts";
import { insertChange } from "../internal/write-rows.ts";
import type { Declared } from "../ports.ts";
import { readValue } from "../rules.ts";
import { SETTINGS } from "../settings.ts";

const HOUR_MS = 3_600_000;

/**
 * Changes a setting, or asks for it where it is dangerous: then another admin confirms it. Every process follows at its next call.
 *
 * - Who: an admin, with a proof of presence over the key and exactly what it will be.
 * - From: the version as seen; none waits for this key. Two at once: one through, the other VERSION_CONFLICT or INVALID_STATE.
 * - Replay: the stored answer; another body under the same key is IDEMPOTENCY_CONFLICT.
 *
 * Errors: AUTHENTICATION_REQUIRED, FORBIDDEN, NOT_FOUND, VALIDATION_ERROR (what its schema refuses, at its path), INVALID_STATE (kept
 * elsewhere, or one waits), VERSION_CONFLICT, STEP_UP_REQUIRED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changeSetting(ctx: Ctx, input: z.output<typeof changeSettingInput>, declared: Declared): Promise<SettingChangeView> {
  requireRole(ctx.actor, "admin");
  const one = declared().find(({ key }) => key === input.key);
  if (!one) throw new DomainError("NOT_FOUND");
  if (one.kept !== undefined) throw new DomainError("INVALID_STATE");
  const read = readValue(one, input.value);
  if ("issues" in read) throw new DomainError("VALIDATION_ERROR", undefined, { issues: read.issues });
  return oncePerKey(ctx, "settings.change", input, (tx) => changed(tx, one, { ...input, after: read.value }));
}

type Wanted = Pick<z.output<typeof changeSettingInput>, "version" | "reason"> & { readonly after: Json };

async function changed(tx: TxCtx, one: Setting<unknown>, { version, reason, after }: Wanted): Promise<SettingChangeView> {
  const admin = requireRole(tx.actor, "admin");
  const { key } = one;
  await lockSetting(tx, key);
  const current = await settingNow(tx, one);
  if (current.version !== version) throw new DomainError("VERSION_CONFLICT");
  const before = current.value as Json;
  if (canonicalJson(before) === canonicalJson(after))
    throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path: "value", code: "same" }] });
  if ((await tx.tx.settingChange.count({ where: { tenantId: admin.tenantId, key, state: "waiting" } })) > 0)
    throw new DomainError("INVALID_STATE", "A change of it waits already.");
  await requireStepUp(tx, demandOf("settings.change", key, after));
  const at = await now(tx);
  const id = newId();
  const waits = one.dangerous === true;
  const dueAt = waits ? new Date(at.getTime() + (await setting(tx, SETTINGS.confirmHours)) * HOUR_MS) : null;
  const made = { id, tenantId: admin.tenantId, key, seen: version, before: before ?? 0, after: after ?? 0, reason };
  const asked = { askedById: admin.userId, createdAt: at, dueAt };
  const ended = waits ? { state: "waiting" } : { state: "applied", endedById: admin.userId, endedAt: at };
  if (!waits) await store(tx, one, after, version);
  const row = await insertChange(tx, { ...made, ...asked, ...ended } as Parameters<typeof insertChange>[1]);
  if (dueAt !== null) {
    await startDeadline(tx, { purpose: SETTING_TIMER, subjectId: id, dueAt });
    await raiseIncident(tx, { kind: "setting.waiting", subject: id, detail: { key, asked: admin.name } });
  }
  await audit(tx, {
    action: waits ? "settings.asked" : "settings.changed",
    subjectKind: "setting_change",
    subjectId: id,
    payload: { key, reason, from: before, to: after },
  });
  return viewOf(tx, row);
}
