import * as z from "zod";
import { ID_PREFIX, type IdKind } from "./id-prefix.ts";
import { kind } from "./values/kinds.ts";

export { ID_PREFIX, type IdKind };

const ID_BODY = /^[0-9a-f]{32}$/;

/** A UUID (any version) written as the public, prefixed id: `deal_0192…` (32 hex digits). */
export function publicId(kind: IdKind, uuid: string): string {
  return `${ID_PREFIX[kind]}_${uuid.replaceAll("-", "").toLowerCase()}`;
}

/** The UUID behind a public id, or null when the text is not an id of that kind. */
export function uuidOf(kind: IdKind, id: string): string | null {
  const prefix = `${ID_PREFIX[kind]}_`;
  const body = id.startsWith(prefix) ? id.slice(prefix.length) : "";
  if (!ID_BODY.test(body)) return null;
  return `${body.slice(0, 8)}-${body.slice(8, 12)}-${body.slice(12, 16)}-${body.slice(16, 20)}-${body.slice(20)}`;
}

/** Schema of a public id of one kind. */
export function idSchema(of: IdKind) {
  return kind("id", z.string().regex(new RegExp(`^${ID_PREFIX[of]}_[0-9a-f]{32}$`)));
}
