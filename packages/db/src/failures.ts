import { DomainError } from "@amanat/contracts";

/** SQLSTATEs of the ledger's own refusals; raised by `ledger.post`. */
export const LEDGER_STATES = { insufficient: "AM001", keyConflict: "AM002", malformed: "AM003" } as const;

type Found = { state: string | null; text: string };

/** Walks whatever Prisma, its adapter or pg wrapped around the server's answer. */
function inspect(error: unknown): Found {
  const texts: string[] = [];
  let state: string | null = null;
  const seen = new Set<unknown>();
  const visit = (value: unknown, depth: number): void => {
    if (typeof value !== "object" || value === null || depth > 5 || seen.has(value)) return;
    seen.add(value);
    const record = value as Record<string, unknown>;
    for (const key of ["originalCode", "code"]) {
      const code = record[key];
      if (state === null && typeof code === "string" && /^[0-9A-Z]{5}$/.test(code) && !/^P\d{4}$/.test(code)) state = code;
    }
    for (const key of ["message", "originalMessage", "constraint"]) {
      if (typeof record[key] === "string") texts.push(record[key]);
      else visit(record[key], depth + 1);
    }
    for (const key of ["meta", "cause", "driverAdapterError"]) visit(record[key], depth + 1);
    if (Array.isArray(record.fields)) texts.push(record.fields.join(","));
  };
  visit(error, 0);
  return { state, text: texts.join("\n") };
}

/** The SQLSTATE behind an error, or null when the database was not its author. */
export function sqlStateOf(error: unknown): string | null {
  return inspect(error).state;
}

function prismaCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^P\d{4}$/.test(error.code) ? error.code : null;
}

/**
 * True when running the whole verb again can succeed: a serialization failure, a deadlock, or a twin
 * that inserted the same ledger row first (the second run finds it and replays).
 */
export function isRetryable(error: unknown): boolean {
  const { state, text } = inspect(error);
  if (state === "40001" || state === "40P01" || prismaCode(error) === "P2034") return true;
  return state === "23505" && /transfer_(pkey|debit|credit|chain_ref)|account_tenant_id_asset/.test(text);
}

/**
 * What the server's own trouble is to a caller, by class of SQLSTATE (exact codes first): none of it is the caller's mistake or
 * a verb's, and the same call can succeed later.
 */
const TROUBLE: Readonly<Record<string, "BUSY" | "SERVICE_UNAVAILABLE">> = {
  // Waited too long for a lock, or ran out of its time, or found no connection free.
  "55P03": "BUSY",
  "57014": "BUSY",
  "53300": "BUSY",
  "53400": "BUSY",
  // The connection, the disk and the memory, the operator's hand, the machine below.
  "08": "SERVICE_UNAVAILABLE",
  "53": "SERVICE_UNAVAILABLE",
  "57": "SERVICE_UNAVAILABLE",
  "58": "SERVICE_UNAVAILABLE",
};

/** Text that no database keeps: U+0000, half a character. Schemas refuse it first; what slips by is a mistake of its sender all the same. */
const UNKEEPABLE: ReadonlySet<string> = new Set(["22021", "22P05"]);

/** Shutting down, starting up, crashed, connection lost or refused: the server is away and will be back. */
function isAway(error: unknown, { text }: Found): boolean {
  if (["P1001", "P1002", "P1017"].includes(prismaCode(error) ?? "")) return true;
  return /connect E[A-Z]+|ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|is not queryable|Can't reach database server|Server has closed the connection/.test(
    text,
  );
}

/**
 * Waiting too long for a connection or a lock is BUSY; a server that is away or has no room left is SERVICE_UNAVAILABLE; the
 * ledger's refusals get their names; the rest stays as it is.
 */
export function asDomainError(error: unknown): unknown {
  const found = inspect(error);
  const { state, text } = found;
  if (state === LEDGER_STATES.insufficient) return new DomainError("INSUFFICIENT_FUNDS", undefined, { cause: error });
  if (state === LEDGER_STATES.keyConflict) return new DomainError("LEDGER_KEY_CONFLICT", undefined, { cause: error });
  if (state !== null && UNKEEPABLE.has(state)) return new DomainError("VALIDATION_ERROR", undefined, { cause: error });
  const trouble = state === null ? undefined : (TROUBLE[state] ?? TROUBLE[state.slice(0, 2)]);
  if (trouble !== undefined) return new DomainError(trouble, undefined, { cause: error });
  const code = prismaCode(error);
  if (code === "P2028" || code === "P2024" || code === "P2034" || /timeout exceeded when trying to connect/.test(text)) {
    return new DomainError("BUSY", undefined, { cause: error });
  }
  if (isAway(error, found)) return new DomainError("SERVICE_UNAVAILABLE", undefined, { cause: error });
  if (isRetryable(error)) return new DomainError("BUSY", undefined, { cause: error });
  return error;
}
