// Without zod: pages show them.

/**
 * `begun`: its address was given out. `arrived`: all of it is here, and is looked at. `held`: the scanner has not answered; nobody reads it yet.
 * `ready`: it may be read. `refused`: its content is not what its purpose allows. `blocked`: the scanner found something in it.
 */
export const FILE_STATES = ["begun", "arrived", "held", "ready", "refused", "blocked", "deleted"] as const;
export type FileState = (typeof FILE_STATES)[number];

/** Why a file is refused, as the code of an issue. */
export const FILE_FAULTS = [
  /** The content is of a type its purpose does not allow, or of none that is known. */
  "file_type",
  /** The content is not of the type that was said. */
  "file_other_type",
  /** Photos of this type are not read here: save as JPEG. */
  "file_heic",
  /** Too many pixels, or frames. */
  "file_pixels",
  /** It can not be read to its end. */
  "file_broken",
  /** The scanner knows it. */
  "file_malicious",
] as const;
export type FileFault = (typeof FILE_FAULTS)[number];
