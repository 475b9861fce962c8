import { FILE_PURPOSES, type FilePurpose, type FileType } from "@amanat/contracts";

/** As people know them, in every language. */
const NAMES: Readonly<Record<FileType, string>> = {
  "image/jpeg": "JPEG",
  "image/png": "PNG",
  "image/webp": "WebP",
  "image/gif": "GIF",
  "image/avif": "AVIF",
  "application/pdf": "PDF",
  "text/plain": "TXT",
  "application/zip": "ZIP",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "DOCX",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "XLSX",
  "video/mp4": "MP4",
  "audio/mpeg": "MP3",
};

/** What may be sent for a purpose. */
export const typeNames = (purpose: FilePurpose): string => FILE_PURPOSES[purpose].types.map((type) => NAMES[type]).join(", ");

/** What a file is; what we have no name for has none. */
export const typeName = (type: string): string => (type in NAMES ? NAMES[type as FileType] : "");
