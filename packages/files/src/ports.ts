import type { Readable } from "node:stream";
import type { FilePurpose } from "@amanat/contracts";
import type { Ctx } from "@amanat/db";
import type { FileStorage } from "@flystorage/file-storage";
import type { Pictures } from "./internal/pictures.ts";
import type { Pace } from "./rules.ts";

/** Looks for what is known to do harm. Throws when it has not answered, or not about all of it: then nothing is known. */
export type Scanner = { readonly isMalicious: (content: Readable) => Promise<boolean> };

/** Whether the caller may read what stands in this subject. */
export type MayRead = (ctx: Ctx, subjectId: string) => Promise<boolean>;
/** What the contexts whose files these are say of their readers. Without one, a file is its owner's alone. */
export type FileReaders = Readonly<Partial<Record<FilePurpose, MayRead>>>;

/** Whether people send files for this. What there is no reader for would be nobody's to read; an export is made here. */
export const isSent = (purpose: FilePurpose, readers: FileReaders): boolean => purpose !== "export" && readers[purpose] !== undefined;

/** Where files lie, and who looks at them. */
export type FileStore = {
  readonly storage: FileStorage;
  /** Null: nothing is scanned. */
  readonly scanner: Scanner | null;
  readonly pictures: Pictures;
};

/** Signs an address at which a bucket takes these bytes from whoever has it: this type, this length, until then. */
export type SignUpload = (upload: { path: string; type: string; size: number; from: Date; ms: number }) => Promise<string>;

/** What files need of a process that takes and gives them. */
export type FilePorts = FileStore & {
  /** Null: all bytes come through us. */
  readonly signUpload: SignUpload | null;
  readonly readers: FileReaders;
  /** Signs addresses and links. */
  readonly key: string;
  /** Of our own pages: where addresses and links lead. */
  readonly origin: string;
  readonly mostBytes: number;
  readonly pace: Pace;
};
export type FileCall = { readonly services: { readonly files: FilePorts } };
export type FileOutside = { readonly files: FileStore };
