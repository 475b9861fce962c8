import { FILE_PURPOSES, type FilePurpose, type fileRules } from "@amanat/contracts";
import { type Ctx, requireUser, setting } from "@amanat/db";
import type * as z from "zod";
import { usageOf } from "../internal/usage.ts";
import { type FilePorts, isSent } from "../ports.ts";
import { SETTINGS } from "../settings.ts";

/** What may be sent, and how much of their quota this person has used. Errors: AUTHENTICATION_REQUIRED. */
export async function rulesOfFiles(ctx: Ctx, { mostBytes, readers }: FilePorts): Promise<z.input<typeof fileRules>> {
  const { userId } = requireUser(ctx.actor);
  const [used, quota] = await Promise.all([usageOf(ctx, userId), setting(ctx, SETTINGS.filesQuota)]);
  const purposes = (Object.keys(FILE_PURPOSES) as FilePurpose[])
    .filter((purpose) => isSent(purpose, readers))
    .map((purpose) => ({ purpose, types: [...FILE_PURPOSES[purpose].types] }));
  return { mostBytes, purposes, usedBytes: used.bytes, quotaBytes: quota.bytes };
}
