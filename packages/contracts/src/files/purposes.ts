// Without zod: pages show the rules before a file is chosen.

/** Pictures that are read and written anew, as WebP. */
export const IMAGE_TYPES = ["image/jpeg", "image/png", "image/webp", "image/gif", "image/avif"] as const;
const DOCUMENT_TYPES = ["application/pdf", "text/plain"] as const;
const WORK_TYPES = [
  "application/zip",
  "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
  "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
  "video/mp4",
  "audio/mpeg",
] as const;

/** The types a file may have at all. SVG and HTML are programs, and are none of them. */
export const FILE_TYPES = [...IMAGE_TYPES, ...DOCUMENT_TYPES, ...WORK_TYPES] as const;
export type FileType = (typeof FILE_TYPES)[number];

/** What a file is for, which types it may then have, and the context that says who may read it. */
export const FILE_PURPOSES = {
  message: { context: "chat", types: [...IMAGE_TYPES, ...DOCUMENT_TYPES] },
  delivery: { context: "deals", types: FILE_TYPES },
  /** Made here for its owner alone; nobody sends one. */
  export: { context: "retention", types: ["application/zip"] },
  evidence: { context: "disputes", types: [...IMAGE_TYPES, ...DOCUMENT_TYPES, "video/mp4"] },
} as const satisfies Readonly<Record<string, { context: string; types: readonly FileType[] }>>;
export type FilePurpose = keyof typeof FILE_PURPOSES;
