/** One field that differs. */
export type FieldChange = { field: string; before: string | null; after: string | null };
/** What an entry says was changed: its own subject, or another thing beside it. */
export type Changed = { key: string; kind: string | null; id: string | null; fields: FieldChange[] };

type Fields = Readonly<Record<string, unknown>>;

const isFields = (value: unknown): value is Fields => typeof value === "object" && value !== null && !Array.isArray(value);

/** A value as it can be read: texts as they are, all else as JSON; null for what is not there. */
export function readable(value: unknown): string | null {
  if (value === null || value === undefined) return null;
  return typeof value === "string" ? value : JSON.stringify(value);
}

function fieldsOf(before: unknown, after: unknown): FieldChange[] {
  const [was, is] = [isFields(before) ? before : {}, isFields(after) ? after : {}];
  return [...new Set([...Object.keys(was), ...Object.keys(is)])].map((field) => ({
    field,
    before: readable(was[field]),
    after: readable(is[field]),
  }));
}

/** What changed by an entry: of its subject first, then of others. */
export function changesIn(payload: Fields): Changed[] {
  const own = fieldsOf(payload["before"], payload["after"]);
  const also = Array.isArray(payload["also"]) ? payload["also"].filter(isFields) : [];
  const others = also.map((other, index) => ({
    key: `also-${index}`,
    kind: readable(other["kind"]),
    id: readable(other["id"]),
    fields: fieldsOf(other["before"], other["after"]),
  }));
  return [...(own.length > 0 ? [{ key: "own", kind: null, id: null, fields: own }] : []), ...others];
}

/** What else an entry says, name by name. */
export function restOf(payload: Fields): { name: string; value: string }[] {
  return Object.entries(payload)
    .filter(([name]) => !["before", "after", "also"].includes(name))
    .map(([name, value]) => ({ name, value: readable(value) ?? "—" }));
}
