import * as z from "zod";
import { fileId } from "../files/ids.ts";
import { instant } from "../page.ts";
import { exportId } from "./ids.ts";
import { KEPT_KINDS } from "./kept.ts";

/** `asked`: waits for the worker. `ready`: may be fetched until it expires. `failed`: it could not be made, and may be asked for anew. */
export const EXPORT_STATES = ["asked", "ready", "failed", "expired"] as const;
export type ExportState = (typeof EXPORT_STATES)[number];

/** `files`: with the bytes of what they sent, beside the list of it. */
export const requestExportInput = z.object({ files: z.boolean().default(true) });

/** An archive of what is held about a person. */
export const exportView = z.object({
  id: exportId,
  status: z.enum(EXPORT_STATES),
  askedAt: instant,
  readyAt: instant.nullable(),
  /** Until when it may be fetched. */
  expiresAt: instant.nullable(),
  /** Its bytes, and the file to fetch it by (`files.link`). */
  size: z.number().int().nullable(),
  fileId: fileId.nullable(),
});
export type ExportView = z.infer<typeof exportView>;

/** What is held about the caller, and what was asked for of it. */
export const myData = z.object({
  exports: z.array(exportView),
  /** When another one may be asked for; null: now. */
  nextAt: instant.nullable(),
  /** What stays when they go. */
  keeps: z.array(z.enum(KEPT_KINDS)),
});
export type MyData = z.infer<typeof myData>;
