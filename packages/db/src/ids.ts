import { v5, v7 } from "uuid";

/** Namespace of every derived id. Changing it would let an old effect happen a second time. */
const NAMESPACE = "7a0f3c52-6f0e-5a3e-9a51-0d5b3c9c2f10";

/** A new id: UUIDv7, so that rows written together are stored together. */
export function newId(): string {
  return v7();
}

/** Always the same id for the same parts (UUIDv5). Parts are length-prefixed, so no two lists give the same id. */
export function derivedId(parts: readonly string[]): string {
  return v5(parts.map((part) => `${part.length}:${part}`).join(""), NAMESPACE);
}
