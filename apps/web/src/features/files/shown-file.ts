import type { FileView } from "@amanat/contracts";

/** A file that stands somewhere, as far as it is shown. */
export type ShownFile = Pick<FileView, "id" | "fileName" | "type" | "size" | "width">;

/** A link is good for an hour. */
export const LINK_FRESH_MS = 50 * 60_000;
