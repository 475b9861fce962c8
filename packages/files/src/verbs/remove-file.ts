import { type acknowledged, DomainError, type fileAction } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { lockOwn, moveFile } from "../internal/write-rows.ts";

/**
 * Deletes a file that stands nowhere. Its row stays; the worker takes its bytes away.
 *
 * - Who: its owner. From: `begun`, `arrived`, `held`, `ready`, not attached: what stands in a message or a delivery is others' too.
 * - Two at once: one through, the other NOT_FOUND or VERSION_CONFLICT. Replay: the stored answer; without a key NOT_FOUND.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function removeFile(ctx: Ctx, input: z.output<typeof fileAction>): Promise<z.input<typeof acknowledged>> {
  const user = requireUser(ctx.actor);
  return oncePerKey(ctx, "files.remove", input, async (tx) => {
    const row = await lockOwn(tx, user, input.fileId);
    if (row.subjectId !== null) throw new DomainError("INVALID_STATE");
    if (row.version !== input.version) throw new DomainError("VERSION_CONFLICT");
    await moveFile(tx, row, "deleted", { nextAt: await now(tx) });
    await audit(tx, { action: "file.removed", subjectKind: "file", subjectId: row.id, payload: {} });
    return { ok: true as const };
  });
}
