import * as z from "zod";
import { instant, version } from "../page.ts";
import { fileNameSchema } from "../values/file-name.ts";
import { wordSchema } from "../values/token.ts";
import { fileId } from "./ids.ts";
import { FILE_PURPOSES, FILE_TYPES, type FilePurpose } from "./purposes.ts";
import { FILE_FAULTS, FILE_STATES } from "./states.ts";

const purpose = z.enum(Object.keys(FILE_PURPOSES) as [FilePurpose, ...FilePurpose[]]);

export const fileView = z.object({
  id: fileId,
  purpose,
  fileName: z.string(),
  /** What it is, by its content; what was said, until that is known. */
  type: z.string(),
  /** Bytes; of what was said, until it is stored. */
  size: z.number().int(),
  state: z.enum(FILE_STATES),
  /** Why it is refused or blocked. */
  fault: z.enum(FILE_FAULTS).nullable(),
  /** Of a picture, in pixels. */
  width: z.number().int().nullable(),
  height: z.number().int().nullable(),
  /** Whether it stands somewhere: in a message, a delivery. What stands nowhere is deleted after a day. */
  attached: z.boolean(),
  createdAt: instant,
  version,
});
export type FileView = z.infer<typeof fileView>;

/** Longer names of types than there are. */
const typeName = wordSchema(/^[a-z]{1,20}\/[a-z0-9.+-]{1,100}$/);

export const beginFileInput = z.object({
  purpose,
  fileName: fileNameSchema,
  /** As the sender's machine says; what it is, its content decides. */
  type: typeName,
  size: z.number().int().min(1).max(2_000_000_000),
});
/** One raw PUT to this address, with these headers, until then. */
const uploadAddress = z.object({
  method: z.literal("PUT"),
  url: z.string(),
  headers: z.record(z.string(), z.string()),
  /** The address is a bucket's, which does not tell us: `files.arrived` is called once all of it is there. */
  report: z.boolean(),
  expiresAt: instant,
});
export const begunFile = z.object({ file: fileView, upload: uploadAddress });
export type BegunFile = z.infer<typeof begunFile>;

export const byFile = z.object({ fileId });
export const fileAction = z.object({ fileId, version });
export const fileLinkInput = z.object({
  fileId,
  /** `small`: of a picture, at most 400 pixels wide and high. */
  variant: z.enum(["whole", "small"]).default("whole"),
  hours: z.number().int().min(1).max(24).default(1),
});
/** Good for the person who asked for it alone, and only as long as they may read the file. */
export const fileLink = z.object({ url: z.string(), expiresAt: instant });

/** What is allowed, to be shown before anything is chosen. */
export const fileRules = z.object({
  mostBytes: z.number().int(),
  purposes: z.array(z.object({ purpose, types: z.array(z.enum(FILE_TYPES)) })),
  /** Of the person who asks. */
  usedBytes: z.number().int(),
  quotaBytes: z.number().int(),
});
