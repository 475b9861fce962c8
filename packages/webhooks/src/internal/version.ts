import { DomainError } from "@amanat/contracts";

/** That the caller decided on the newest version. Errors: VERSION_CONFLICT. */
export function requireVersion(row: { readonly version: number }, version: number): void {
  if (row.version !== version) throw new DomainError("VERSION_CONFLICT");
}
