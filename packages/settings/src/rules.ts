import type { FieldIssue, SettingKind } from "@amanat/contracts";
import { fieldIssues } from "@amanat/contracts";
import type { Json, Setting } from "@amanat/db";
import * as z from "zod";

/** What a value may be, for a field that fits. */
export function kindOf({ schema }: Setting<unknown>): SettingKind {
  const drawn = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  if (drawn.type === "boolean") return { type: "switch" };
  if (drawn.type === "number" || drawn.type === "integer") {
    const above = typeof drawn.exclusiveMinimum === "number";
    const least = above ? drawn.exclusiveMinimum : drawn.minimum;
    return {
      type: "number",
      whole: drawn.type === "integer",
      least: typeof least === "number" ? least : null,
      most: drawn.maximum ?? null,
      above,
    };
  }
  const words = drawn.type === "array" && typeof drawn.items === "object" && !Array.isArray(drawn.items) ? drawn.items.enum : undefined;
  return words === undefined ? { type: "json" } : { type: "words", words: words.map(String) };
}

export type Read = { readonly value: Json } | { readonly issues: readonly FieldIssue[] };

/** Reads a value by its setting's own schema. What the schema would drop without a word is refused: it may be a misspelt name. */
export function readValue({ schema }: Setting<unknown>, text: string): Read {
  let given: unknown;
  try {
    given = JSON.parse(text);
  } catch {
    return { issues: [{ path: "value", code: "json" }] };
  }
  const read = schema.safeParse(given);
  if (!read.success)
    return { issues: fieldIssues(read.error).map(({ path, code }) => ({ path: path === "" ? "value" : `value.${path}`, code })) };
  const lost = droppedIn(given, read.data, "value");
  // The schema's values are JSON: they were stored as such until now.
  return lost === null ? { value: read.data as Json } : { issues: [{ path: lost, code: "unrecognized_keys" }] };
}

/** The path of the first name that was given and is not there any more; null when nothing was dropped. */
function droppedIn(given: unknown, kept: unknown, path: string): string | null {
  if (typeof given !== "object" || given === null) return null;
  if (typeof kept !== "object" || kept === null) return path;
  for (const [name, value] of Object.entries(given)) {
    const lost = name in kept ? droppedIn(value, Reflect.get(kept, name), `${path}.${name}`) : `${path}.${name}`;
    if (lost !== null) return lost;
  }
  return null;
}
