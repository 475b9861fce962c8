import { DomainError } from "@amanat/contracts";

/** SQLSTATEs of the ledger's own refusals, raised by `ledger.post`. */
export const LEDGER_STATES = { insufficient: "AM001", keyConflict: "AM002", malformed: "AM003" } as const;

type Found = { state: string | null; text: string };

/** Walks through everything that Prisma, its adapter or pg wrapped around the server's answer. */
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

/** The SQLSTATE behind an error; null when the error is not the database's. */
export function sqlStateOf(error: unknown): string | null {
  return inspect(error).state;
}

function prismaCode(error: unknown): string | null {
  return error instanceof Error && "code" in error && typeof error.code === "string" && /^P\d{4}$/.test(error.code) ? error.code : null;
}

/**
 * True when running the whole verb again can succeed: a serialization failure, a deadlock, or a twin that inserted the same ledger row
 * first (the second run finds it and replays).
 */
export function isRetryable(error: unknown): boolean {
  const { state, text } = inspect(error);
  if (state === "40001" || state === "40P01" || prismaCode(error) === "P2034") return true;
  return state === "23505" && /transfer_(pkey|debit|credit|chain_ref)|account_tenant_id_asset/.test(text);
}

/**
 * Trouble of the server itself, by SQLSTATE class (exact codes first). It is neither the caller's nor the verb's mistake, and the same
 * call can succeed later.
 */
const TROUBLE: Readonly<Record<string, "BUSY" | "SERVICE_UNAVAILABLE">> = {
  // A lock or a connection was waited for too long, or the statement ran out of time.
  "55P03": "BUSY",
  "57014": "BUSY",
  "53300": "BUSY",
  "53400": "BUSY",
  // Connection, disk, memory, an operator's shutdown, the operating system.
  "08": "SERVICE_UNAVAILABLE",
  "53": "SERVICE_UNAVAILABLE",
  "57": "SERVICE_UNAVAILABLE",
  "58": "SERVICE_UNAVAILABLE",
};

/** Text that PostgreSQL can not store: U+0000, half a surrogate pair. Schemas refuse it first; anything that gets through is invalid input. */
const UNKEEPABLE: ReadonlySet<string> = new Set(["22021", "22P05"]);

/** Shutting down, starting up, crashed, connection lost or refused: the server is away for a while. */
function isAway(error: unknown, { text }: Found): boolean {
  if (["P1001", "P1002", "P1017"].includes(prismaCode(error) ?? "")) return true;
  return /connect E[A-Z]+|ECONNREFUSED|ECONNRESET|EPIPE|Connection terminated|is not queryable|Can't reach database server|Server has closed the connection/.test(
    text,
  );
}

/**
 * Maps a database error to a domain error: waiting too long is BUSY; a server that is away or full is SERVICE_UNAVAILABLE; the ledger's
 * refusals have codes of their own. Other errors stay as they are.
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
