import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";

const SCHEMA = path.resolve(import.meta.dirname, "../../../../prisma/schema");
/** Timers, events, settings and keys of idempotency stand in base.prisma: everybody's to read, and db's to write. */
export const SHARED = "base";
/** A file of the schema that is a package's by another name. */
const OWNER: Readonly<Record<string, string>> = { [SHARED]: "db" };

export type Table = {
  readonly model: string;
  /** The schema's file it stands in, without the ending. */
  readonly context: string;
  /** The member that reads and writes it. */
  readonly owner: string;
  /** The only files that write it, where its comment says "Written in … alone."; null where any file of its owner may. */
  readonly writers: readonly string[] | null;
  /** Its columns that say where a row stands in its lifecycle. */
  readonly states: readonly string[];
};

/**
 * What such a column is called: the state itself, what came of it, or the time from which it has ended. A time that something last happened
 * (`lastUsedAt`, `checkedAt`) tells no state, and neither does one that only accompanies a status (`settledAt`).
 */
const STATE =
  "status|state|live|outcome|canonical|backfilled|rotatedTo|(?:revoked|consumed|used|ended|closed|applied|cancelled|processed|dead|erased|deleted|flagged|delivered|watched|setAside)At";
/** The same in SQL: the scanner writes its columns with underscores. */
export const STATE_IN_SQL = `(?:${STATE.replace("At", "(?:At|_at)").replace("rotatedTo", "rotated_?to")})`;

const MODEL = /((?:^\/\/\/.*\n)*)^model (\w+) \{([\s\S]*?)^\}/gm;
const STATE_COLUMNS = new RegExp(`^\\s+(${STATE})\\s`, "gm");
const WRITTEN = /Written in (.+) alone\./;

/** Each table by the name the client has for it, from the files of the schema: one that is added needs no line here. */
function readTables(): ReadonlyMap<string, Table> {
  const tables = new Map<string, Table>();
  for (const file of readdirSync(SCHEMA)) {
    if (!file.endsWith(".prisma")) continue;
    const context = path.basename(file, ".prisma");
    const owner = OWNER[context] ?? context;
    for (const [, comment = "", model = "", columns = ""] of readFileSync(path.join(SCHEMA, file), "utf8").matchAll(MODEL)) {
      const files = WRITTEN.exec(comment)?.[1]?.split(/, | and /) ?? null;
      const writers = files && files.map((name) => `${owner}/src/${name}`);
      tables.set(clientName(model), {
        model,
        context,
        owner,
        writers,
        states: [...columns.matchAll(STATE_COLUMNS)].map(([, name = ""]) => name),
      });
    }
  }
  return tables;
}

function clientName(model: string): string {
  return model.charAt(0).toLowerCase() + model.slice(1);
}

const TABLES = readTables();

/** The table of this name, as the client or as SQL has it. */
export function tableOf(name: string): Table | undefined {
  return TABLES.get(clientName(name));
}

/** The contexts that keep tables. */
export const KEEPERS: ReadonlySet<string> = new Set([...TABLES.values()].map(({ owner }) => owner));
