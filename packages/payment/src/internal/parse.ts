import { DomainError } from "@amanat/contracts";

export { parsed as parse } from "@amanat/contracts";

/** Refuses one field of an input whose shape is right. */
export function refuseField(path: string, code: string): never {
  throw new DomainError("VALIDATION_ERROR", undefined, { issues: [{ path, code }] });
}
