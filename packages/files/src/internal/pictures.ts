import { DomainError, type FileFault } from "@amanat/contracts";
import sharp, { type Sharp } from "sharp";

/** Pictures that are read: no program (SVG), no format with a history of holes that nobody sends (TIFF and the rest). */
sharp.block({ operation: ["VipsForeignLoad"] });
sharp.unblock({
  operation: ["VipsForeignLoadJpeg", "VipsForeignLoadPng", "VipsForeignLoadWebp", "VipsForeignLoadHeif", "VipsForeignLoadNsgif"],
});
sharp.concurrency(1);
sharp.cache(false);

const MOST_PIXELS = 40_000_000;
const MOST_FRAMES = 500;
const LONGEST_SIDE = 2_560;
const SMALL_SIDE = 400;
const SECONDS = 20;
const MOST_WAITING = 2;

/** A picture, written anew: nothing of the bytes that were sent is in it. */
export type Picture = { whole: Buffer; small: Buffer; width: number; height: number };
export type Pictures = { readonly anew: (content: Buffer) => Promise<Picture | { fault: FileFault }> };

/** One at a time, because each takes a processor and some hundred megabytes. Errors: BUSY (two are waiting already). */
export function openPictures(): Pictures {
  let waiting = 0;
  let last: Promise<unknown> = Promise.resolve();
  return {
    async anew(content) {
      if (waiting > MOST_WAITING) throw new DomainError("BUSY");
      waiting += 1;
      const mine = last.then(() => written(content));
      last = mine.catch(() => undefined);
      try {
        return await mine;
      } finally {
        waiting -= 1;
      }
    },
  };
}

async function written(content: Buffer): Promise<Picture | { fault: FileFault }> {
  try {
    const fault = await refusedFor(content);
    if (fault !== null) return { fault };
    const { data: whole, info } = await resized(content, LONGEST_SIDE);
    const { data: small } = await resized(content, SMALL_SIDE);
    return { whole, small, width: info.width, height: info.height };
  } catch (error) {
    return { fault: error instanceof Error && /pixel limit/i.test(error.message) ? "file_pixels" : "file_broken" };
  }
}

/** By what it says of itself, before any of its pixels is read. */
async function refusedFor(content: Buffer): Promise<FileFault | null> {
  const { width, height, pages = 1, compression, format } = await reading(content).metadata();
  if (format === "heif" && compression !== "av1") return "file_heic";
  return width * height > MOST_PIXELS || pages > MOST_FRAMES ? "file_pixels" : null;
}

/** Its first frame. What is cut off is refused. */
const reading = (content: Buffer): Sharp => sharp(content, { limitInputPixels: MOST_PIXELS, failOn: "warning" });

/** Upright, as the camera was held; without position, camera, comments. */
function resized(content: Buffer, side: number) {
  return reading(content)
    .autoOrient()
    .resize({ width: side, height: side, fit: "inside", withoutEnlargement: true })
    .timeout({ seconds: SECONDS })
    .webp({ quality: 82 })
    .toBuffer({ resolveWithObject: true });
}
