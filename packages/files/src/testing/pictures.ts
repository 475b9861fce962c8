import { deflateSync } from "node:zlib";
import { crc32 } from "node:zlib";
import sharp from "sharp";

/** A picture of a camera, with where it was taken. */
export const photo = (): Promise<Buffer> =>
  sharp({ create: { width: 640, height: 480, channels: 3, background: "#336699" } })
    .withExif({ IFD0: { Make: "Camera of Somebody" }, IFD3: { GPSLatitudeRef: "N", GPSLatitude: "35/1 41/1 21/1" } })
    .jpeg()
    .toBuffer();

export const png = (): Promise<Buffer> =>
  sharp({ create: { width: 32, height: 16, channels: 3, background: "#993366" } })
    .png()
    .toBuffer();

function chunk(type: string, data: Buffer): Buffer {
  const body = Buffer.concat([Buffer.from(type, "latin1"), data]);
  const [length, check] = [Buffer.alloc(4), Buffer.alloc(4)];
  length.writeUInt32BE(data.length);
  check.writeUInt32BE(crc32(body));
  return Buffer.concat([length, body, check]);
}

/** A correct PNG of side × side pixels, in a few kilobytes. */
export function pixelBomb(side: number): Buffer {
  const header = Buffer.alloc(13);
  header.writeUInt32BE(side, 0);
  header.writeUInt32BE(side, 4);
  header[8] = 1;
  const rows = deflateSync(Buffer.alloc(side * (Math.ceil(side / 8) + 1)));
  const signature = Buffer.from([0x89, 0x50, 0x4e, 0x47, 0x0d, 0x0a, 0x1a, 0x0a]);
  return Buffer.concat([signature, chunk("IHDR", header), chunk("IDAT", rows), chunk("IEND", Buffer.alloc(0))]);
}

/** A correct GIF of one pixel, as many times. `comment` stands in its first block. */
export function frames(count: number, comment = ""): Buffer {
  const head = Buffer.from([...Buffer.from("GIF89a"), 1, 0, 1, 0, 0x80, 0, 0, 0, 0, 0, 255, 255, 255]);
  const said = comment === "" ? Buffer.alloc(0) : Buffer.from([0x21, 0xfe, comment.length, ...Buffer.from(comment), 0]);
  const frame = Buffer.from([0x21, 0xf9, 4, 0, 1, 0, 0, 0, 0x2c, 0, 0, 0, 0, 1, 0, 1, 0, 0, 2, 2, 0x44, 1, 0]);
  return Buffer.concat([head, said, ...Array.from({ length: count }, () => frame), Buffer.from([0x3b])]);
}

/** The beginning of a photo of a telephone. */
export const heic = (): Buffer => Buffer.concat([Buffer.from([0, 0, 0, 24]), Buffer.from("ftypheic\0\0\0\0mif1heic"), Buffer.alloc(200)]);

/** A little-endian TIFF with an empty directory. */
export const tiff = (): Buffer => Buffer.concat([Buffer.from([0x49, 0x49, 0x2a, 0, 8, 0, 0, 0, 0, 0, 0, 0, 0, 0]), Buffer.alloc(200)]);

/** An archive with one empty entry of this name. */
export function zip(name: string): Buffer {
  const entry = Buffer.from(name);
  const local = Buffer.alloc(30);
  local.writeUInt32LE(0x04034b50, 0);
  local.writeUInt16LE(10, 4);
  local.writeUInt16LE(entry.length, 26);
  const central = Buffer.alloc(46);
  central.writeUInt32LE(0x02014b50, 0);
  central.writeUInt16LE(10, 6);
  central.writeUInt16LE(entry.length, 28);
  const end = Buffer.alloc(22);
  end.writeUInt32LE(0x06054b50, 0);
  end.writeUInt16LE(1, 8);
  end.writeUInt16LE(1, 10);
  end.writeUInt32LE(central.length + entry.length, 12);
  end.writeUInt32LE(local.length + entry.length, 16);
  return Buffer.concat([local, entry, central, entry, end]);
}
