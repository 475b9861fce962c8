/** A statement as it went to the database. */
export type Statement = { text: string; values: unknown[]; name?: string };

/** A value as JSON can carry it. */
export function pack(value: unknown): unknown {
  if (value instanceof Uint8Array) return { bytes: Buffer.from(value).toString("base64") };
  if (value instanceof Date) return { date: value.toISOString() };
  if (typeof value === "bigint") return value.toString();
  return Array.isArray(value) ? value.map(pack) : value;
}

/** The value again. */
export function unpack(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(unpack);
  if (typeof value !== "object" || value === null) return value;
  if ("bytes" in value && typeof value.bytes === "string") return Buffer.from(value.bytes, "base64");
  if ("date" in value && typeof value.date === "string") return new Date(value.date);
  return value;
}
