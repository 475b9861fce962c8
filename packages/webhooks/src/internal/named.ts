import { DomainError, EVENTS } from "@amanat/contracts";
import { type Outbound, OutboundError } from "@amanat/outbound";

const TYPES = Object.keys(EVENTS);
const SUBJECTS = new Set(TYPES.map((type) => `${type.split(".")[0] ?? ""}.*`));

/** That every type is an event, or all about a subject. Errors: VALIDATION_ERROR at `types.<n>`. */
export function requireTypes(types: readonly string[]): void {
  const issues = types.flatMap((type, n) =>
    TYPES.includes(type) || SUBJECTS.has(type) ? [] : [{ path: `types.${n}`, code: "event_unknown" }],
  );
  if (issues.length > 0) throw new DomainError("VALIDATION_ERROR", undefined, { issues });
}

/** That messages may be sent there. The name is looked up, so it stands before the transaction. Errors: VALIDATION_ERROR at `url`. */
export async function requireReachable(outbound: Outbound, url: string): Promise<void> {
  try {
    await outbound.check(url);
  } catch (error) {
    if (!(error instanceof OutboundError)) throw error;
    throw new DomainError("VALIDATION_ERROR", error.message, { issues: [{ path: "url", code: `outbound_${error.fault}` }], cause: error });
  }
}
