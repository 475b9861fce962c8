type CborKey = string | number;
export type Cbor = number | string | Uint8Array | ReadonlyMap<CborKey, Cbor>;

function head(major: number, length: number): Buffer {
  if (length < 24) return Buffer.from([(major << 5) | length]);
  if (length < 0x100) return Buffer.from([(major << 5) | 24, length]);
  const wide = Buffer.alloc(3);
  wide[0] = (major << 5) | 25;
  wide.writeUInt16BE(length, 1);
  return wide;
}

/** The part of CBOR (RFC 8949) that an authenticator speaks: integers, texts, bytes and maps, each under 64 Ki. */
export function encodeCbor(value: Cbor): Buffer {
  if (typeof value === "number") return value >= 0 ? head(0, value) : head(1, -1 - value);
  if (typeof value === "string") {
    const text = Buffer.from(value, "utf8");
    return Buffer.concat([head(3, text.length), text]);
  }
  if (value instanceof Uint8Array) return Buffer.concat([head(2, value.length), value]);
  const entries = [...value].flatMap(([key, entry]) => [encodeCbor(key), encodeCbor(entry)]);
  return Buffer.concat([head(5, value.size), ...entries]);
}
