import { ID_PREFIX, type IdKind, publicId, type ValueKind, valueKinds } from "@amanat/contracts";
import { newId } from "@amanat/db";
import * as z from "zod";

/** Texts of each kind; the first that a schema takes is its sample. */
const TEXTS: Readonly<Record<ValueKind, () => readonly string[]>> = {
  address: () => [`0x${"1".repeat(40)}`],
  amount: () => ["1"],
  asset: () => [`eip155:31337/erc20:0x${"0".repeat(40)}`],
  chain: () => ["eip155:31337"],
  hash: () => ["a".repeat(64), `0x${"a".repeat(64)}`],
  id: () => [...Object.keys(ID_PREFIX).map((kind) => publicId(kind as IdKind, newId())), newId()],
  text: () => ["Something that somebody would want", "Some words", "Iran"],
  name: () => ["Somebody"],
  fileName: () => ["receipt.pdf"],
  url: () => ["https://example.test/somewhere"],
  email: () => ["elsewhere@amanat.test"],
  password: () => ["eleven quiet frogs"],
  code: () => ["123456"],
  instant: () => ["2026-01-01T00:00:00Z"],
  cidr: () => ["10.0.0.0/8"],
  word: () => ["unknown", "Asia/Tehran", "text/plain", "1", `xpub${"1".repeat(107)}`],
  token: () => ["unknown", "unknown-".repeat(4), "A".repeat(22), "A".repeat(87)],
  signed: () => ["unknown", "0x00", `0x${"1".repeat(130)}`],
};
const NUMBERS = [0, 1, 5, 60];

const taken = <T>(schema: z.core.$ZodType, candidates: readonly T[]): T | undefined =>
  candidates.find((candidate) => z.safeParse(schema, candidate).success);

/** A well-formed input of this schema that names things which do not exist. Throws when it finds none. */
export function sampleOf(schema: z.core.$ZodType): unknown {
  const kind = valueKinds.get(schema as z.ZodType)?.kind;
  const found = (kind === undefined ? undefined : taken(schema, TEXTS[kind]())) ?? inside(schema);
  if (z.safeParse(schema, found).success) return found;
  throw new Error(`no sample for ${JSON.stringify(z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }))}`);
}

function inside(schema: z.core.$ZodType): unknown {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  switch (def.type) {
    case "object":
      return objectOf(schema, def.shape);
    case "array":
      return taken(schema, [0, 1, 2, 3].map((length) => Array.from({ length }, () => sampleOf(def.element))) as unknown[]);
    case "record":
      return {};
    case "union":
      return taken(schema, def.options.map(sampled));
    case "enum":
      return Object.values(def.entries)[0];
    case "literal":
      return def.values[0];
    case "number":
      return taken(schema, NUMBERS);
    // Within a thing that is of a kind as a whole.
    case "string":
      return "unknown";
    case "boolean":
      return true;
    case "nullable":
      return null;
    case "optional":
    case "default":
    case "prefault":
      return sampled(def.innerType);
    case "pipe":
      return sampled(def.in);
    default:
      return undefined;
  }
}

function sampled(schema: z.core.$ZodType): unknown {
  try {
    return sampleOf(schema);
  } catch {
    return undefined;
  }
}

const isId = (schema: z.core.$ZodType): boolean => {
  const { def } = (schema as z.core.$ZodTypes)._zod;
  return def.type === "optional" ? isId(def.innerType) : valueKinds.get(schema as z.ZodType)?.kind === "id";
};

/** With what has to be said, and with every id that may be: all of them, or where they exclude one another, the first. */
function objectOf(schema: z.core.$ZodType, shape: Readonly<Record<string, z.core.$ZodType>>): unknown {
  const entries = Object.entries(shape);
  const needed = entries.filter(([, field]) => !z.safeParse(field, undefined).success);
  const ids = entries.filter(([, field]) => z.safeParse(field, undefined).success && isId(field));
  const of = (fields: typeof entries) => Object.fromEntries(fields.map(([name, field]) => [name, sampleOf(field)]));
  return taken(schema, [of([...needed, ...ids]), of(needed), ...ids.map((id) => of([...needed, id]))]);
}
