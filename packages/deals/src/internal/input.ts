import { DomainError, type IdKind, uuidOf } from "@amanat/contracts";

/** The uuid behind a public id. Errors: NOT_FOUND: an id of another kind names nothing here. */
export function idOf(kind: IdKind, id: string): string {
  const uuid = uuidOf(kind, id);
  if (uuid === null) throw new DomainError("NOT_FOUND");
  return uuid;
}

/** Errors: VERSION_CONFLICT when the caller decided on an older version than the locked one. */
export function expectVersion(row: { version: number }, seen: number): void {
  if (row.version !== seen) throw new DomainError("VERSION_CONFLICT");
}
