import type { Readable } from "node:stream";
import { DomainError, isDomainError, uuidOf } from "@amanat/contracts";
import { type Ctx, now, requireUser } from "@amanat/db";
import { requireSigned } from "../internal/signing.ts";
import { readableFile } from "../internal/views.ts";
import type { FileRow } from "../internal/write-rows.ts";
import type { FilePorts } from "../ports.ts";
import { folderOf, PICTURE_TYPE, readMs, savedAs } from "../rules.ts";

export type LinkGiven = { readonly fileId: string; readonly variant: string; readonly until: string; readonly signature: string };
export type OpenedFile = {
  readonly content: Readable;
  readonly type: string;
  readonly size: number;
  readonly fileName: string;
  /** A picture that we wrote ourselves. Everything else is saved, never shown. */
  readonly inline: boolean;
  /** Who has not read it by then holds our connection and our store's for nothing. */
  readonly withinMs: number;
};

/**
 * Opens a file by its link: the link has to be right, and the one who follows it the one it was made for, who may read the file now.
 * Errors: AUTHENTICATION_REQUIRED, LINK_INVALID (over, altered, somebody else's, no file of theirs), NOT_FOUND (deleted).
 */
export async function openFile(ctx: Ctx, given: LinkGiven, { key, readers, storage, pace }: FilePorts): Promise<OpenedFile> {
  const { tenantId, userId } = requireUser(ctx.actor);
  const { fileId, variant, signature } = given;
  if (uuidOf("file", fileId) === null || (variant !== "whole" && variant !== "small")) throw new DomainError("LINK_INVALID");
  requireSigned(key, { use: variant, tenantId, fileId, userId, until: Number(given.until) }, signature, await now(ctx));
  const row = await readable(ctx, fileId, readers);
  const size = variant === "small" ? row.smallSize : row.size;
  if (row.status !== "ready" || size === null) throw new DomainError("NOT_FOUND");
  return { ...shownAs(row), size, withinMs: readMs(size, pace), content: await storage.read(pathOf(row, variant)) };
}

/** Who was once allowed to read it has a good link, and hears no more than that it is over. */
async function readable(ctx: Ctx, fileId: string, readers: FilePorts["readers"]): Promise<FileRow> {
  try {
    return await readableFile(ctx, fileId, readers);
  } catch (error) {
    throw isDomainError(error) && error.code === "NOT_FOUND" ? new DomainError("LINK_INVALID") : error;
  }
}

function shownAs({ type, fileName }: FileRow): Pick<OpenedFile, "type" | "fileName" | "inline"> {
  const known = type ?? "application/octet-stream";
  return { type: known, fileName: savedAs(fileName, known), inline: known === PICTURE_TYPE };
}

const pathOf = (row: FileRow, variant: "whole" | "small"): string =>
  `${folderOf(row)}/${row.objectId}${variant === "small" ? "-small" : ""}`;
