import type { byFile, fileLink, fileLinkInput, FileView } from "@amanat/contracts";
import { DomainError } from "@amanat/contracts";
import { type Ctx, now, requireUser } from "@amanat/db";
import type * as z from "zod";
import { signatureOf } from "../internal/signing.ts";
import { fileView, readableFile } from "../internal/views.ts";
import type { FilePorts } from "../ports.ts";
import { HOUR_MS } from "../rules.ts";

/** Errors: AUTHENTICATION_REQUIRED, NOT_FOUND. */
export async function getFile(ctx: Ctx, { fileId }: z.output<typeof byFile>, { readers }: FilePorts): Promise<FileView> {
  return fileView(await readableFile(ctx, fileId, readers));
}

/** A link that this person alone can follow. It opens nothing that they may not read then. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE. */
export async function linkToFile(
  ctx: Ctx,
  { fileId, variant, hours }: z.output<typeof fileLinkInput>,
  { readers, key, origin }: FilePorts,
): Promise<z.input<typeof fileLink>> {
  const { tenantId, userId } = requireUser(ctx.actor);
  const row = await readableFile(ctx, fileId, readers);
  if (row.status !== "ready" || (variant === "small" && row.smallSize === null)) throw new DomainError("INVALID_STATE");
  const until = (await now(ctx)).getTime() + hours * HOUR_MS;
  const signature = signatureOf(key, { use: variant, tenantId, fileId, userId, until });
  const url = `${origin}/api/files/${fileId}?${new URLSearchParams({ variant, until: String(until), signature }).toString()}`;
  return { url, expiresAt: new Date(until).toISOString() };
}
