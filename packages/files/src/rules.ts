import { FILE_PURPOSES, type FileFault, type FilePurpose, type FileType, IMAGE_TYPES } from "@amanat/contracts";

export const MINUTE_MS = 60_000;
export const HOUR_MS = 60 * MINUTE_MS;
/** How long an address takes an upload. */
export const ADDRESS_MS = 15 * MINUTE_MS;
/** What stands nowhere is deleted after this time. */
const ORPHAN_MS = 24 * HOUR_MS;
/** A bucket's address is asked when an upload begins. What began in its last second has ended by then. */
const LAST_UPLOAD_MS = HOUR_MS;
/** A process that looks at a file has it for this long; then another takes it. */
export const LEASE_MS = 2 * MINUTE_MS;
const LONGEST_WAIT_MS = 10 * MINUTE_MS;

/** How slowly a file may come. */
export type Pace = {
  /** Within it a file may come as slowly as it likes. */
  readonly graceMs: number;
  /** Afterwards, on the average. */
  readonly leastPerSecond: number;
  /** It ends then, however fast it is. */
  readonly deadlineMs: number;
};
/** Half a megabyte a minute, which any telephone network gives. */
export const PACE: Pace = { graceMs: 10_000, leastPerSecond: 8_192, deadlineMs: 280_000 };

/** Whether an upload that has brought so much in this time is too slow. */
export function tooSlow(bytes: number, ms: number, { graceMs, leastPerSecond, deadlineMs }: Pace): boolean {
  return ms > deadlineMs || (ms > graceMs && bytes < (leastPerSecond * ms) / 1_000);
}

/** How long somebody may take to read so many bytes: as slowly as they might send them. */
export const readMs = (bytes: number, { graceMs, leastPerSecond }: Pace): number => graceMs + Math.ceil((bytes / leastPerSecond) * 1_000);

/** Of every picture, once it is written anew. */
export const PICTURE_TYPE = "image/webp";

export const isImage = (type: string): boolean => (IMAGE_TYPES as readonly string[]).includes(type);

export function allows(purpose: FilePurpose, type: string): type is FileType {
  return (FILE_PURPOSES[purpose].types as readonly string[]).includes(type);
}

/** Photos of these types can be recognised here, and not read. */
const UNREADABLE = new Set(["image/heic", "image/heif", "image/heic-sequence", "image/heif-sequence"]);

/** What is wrong with a type, whether said or found; null when nothing is. */
export function typeFault(purpose: FilePurpose, type: string): FileFault | null {
  if (UNREADABLE.has(type)) return "file_heic";
  return allows(purpose, type) ? null : "file_type";
}

/**
 * Of what was said and what the content shows, the type it has; or why it is refused. Pictures may be of another picture's type: they are
 * written anew anyway.
 */
export function typeOf(purpose: FilePurpose, declared: string, found: string): { type: FileType } | { fault: FileFault } {
  const fault = typeFault(purpose, found);
  if (fault !== null) return { fault };
  const same = found === declared || (isImage(found) && isImage(declared));
  return same && allows(purpose, found) ? { type: found } : { fault: "file_other_type" };
}

/** The endings a file of each type may be saved under. Systems open a file by its ending, whatever is in it. */
const ENDINGS: Readonly<Partial<Record<string, readonly [string, ...string[]]>>> = {
  "image/webp": [".webp"],
  "application/pdf": [".pdf"],
  "text/plain": [".txt", ".md", ".log"],
  "application/zip": [".zip"],
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": [".docx"],
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": [".xlsx"],
  "video/mp4": [".mp4", ".m4v"],
  "audio/mpeg": [".mp3"],
};

/** What a file is saved as: under its name, and with an ending of its type. A picture was written anew, and loses the ending it had. */
export function savedAs(fileName: string, type: string): string {
  const endings = ENDINGS[type] ?? [".bin"];
  if (endings.some((ending) => fileName.toLowerCase().endsWith(ending))) return fileName;
  return (type === PICTURE_TYPE ? fileName.replace(/\.[a-z0-9]{1,5}$/i, "") : fileName) + endings[0];
}

/** When a scanner that has not answered so many times is asked again. */
export const scanDelay = (attempts: number): number => Math.min(LONGEST_WAIT_MS, 5_000 * 2 ** Math.min(20, attempts));

/** Where a file's bytes lie once they are looked at; before that, below `incoming/`. */
export function folderOf({ tenantId, purpose, id }: { tenantId: string; purpose: string; id: string }): string {
  return `tenants/${tenantId}/${FILE_PURPOSES[purpose as FilePurpose].context}/${id}`;
}
export const incomingPath = (incomingId: string): string => `incoming/${incomingId}`;
export const uploadPath = (uploadId: string): string => `uploads/${uploadId}`;

/** When nothing can come any more to a file's place in the bucket. */
export const uploadOverAt = ({ expiresAt }: { expiresAt: Date }): Date => new Date(expiresAt.getTime() + LAST_UPLOAD_MS);

/** When the worker looks at a file that may be read; null when there is nothing left to do. */
export const restsUntil = (row: { uploadId: string | null; subjectId: string | null; createdAt: Date; expiresAt: Date }): Date | null =>
  row.uploadId === null ? orphanedAt(row) : uploadOverAt(row);

/** When a file that stands nowhere is deleted; null for one that stands somewhere. */
export const orphanedAt = ({ subjectId, createdAt }: { subjectId: string | null; createdAt: Date }): Date | null =>
  subjectId === null ? new Date(createdAt.getTime() + ORPHAN_MS) : null;
