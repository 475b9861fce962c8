import { AsyncLocalStorage } from "node:async_hooks";
import { BrokenInvariant, DomainError } from "@amanat/contracts";
import type pg from "pg";
import type { Client } from "./amounts.ts";
import type { Tx } from "./context.ts";
import type { Database } from "./database.ts";
import { Prisma } from "./generated/client.ts";
import { preparedQuery } from "./prepared.ts";
import { VALUES } from "./values.ts";

/** A transaction may take this long. Then the next thing that is asked of it is refused, and it is rolled back. */
const LONGEST_MS = 30_000;

type Sql = Pick<Prisma.Sql, "text" | "values">;
type Answer = { readonly rows: unknown[]; readonly rowCount: number | null };

/**
 * How a statement is asked.
 *
 * - `begins`: false for one that neither writes nor locks, and for one that is the whole transaction. Where nothing has begun, it runs by itself.
 * - `named`: prepared once per connection. Its text must be one of few.
 */
type How = { readonly begins: boolean; readonly named: boolean; readonly rowMode?: "array" };

/** A transaction that begins with its first statement that writes or locks. If there is none, nothing begins and nothing is committed. */
export interface Opened {
  readonly tx: Tx;
  hasBegun(): boolean;
  ask(statement: Sql, how: How): Promise<Answer>;
  commit(): Promise<void>;
  rollBack(): Promise<void>;
}

const opened = new WeakMap<Tx, Opened>();

function openedAs(tx: Tx): Opened {
  const known = opened.get(tx);
  if (!known) throw new BrokenInvariant("not a transaction of `inTransaction`");
  return known;
}

/** False while nothing has been written or locked: whatever was read was read outside. */
export const hasBegun = (tx: Tx): boolean => openedAs(tx).hasBegun();

type Begins = { readonly begins?: boolean };

/**
 * The rows of a prepared statement that writes or locks; with `begins: false` of one that does neither, or is the whole transaction. Numbers longer
 * than `integer` must be whole, and are bigint.
 */
export async function asked<Row>(tx: Tx, statement: Sql, { begins = true }: Begins = {}): Promise<Row[]> {
  const { rows } = await openedAs(tx).ask(statement, { begins, named: true });
  return rows as Row[];
}

/** The same rows without the columns' names, in the order of the columns. */
export async function askedValues(tx: Tx, statement: Sql, { begins = true }: Begins = {}): Promise<unknown[][]> {
  const { rows } = await openedAs(tx).ask(statement, { begins, named: true, rowMode: "array" });
  return rows as unknown[][];
}

/** The connection that Prisma gets instead of one of the pool's. */
const lent = new AsyncLocalStorage<pg.PoolClient>();
const OURS: ReadonlySet<string> = new Set(["BEGIN", "COMMIT", "ROLLBACK"]);
const NOTHING = { rows: [], fields: [], rowCount: 0 };

/** The pool as Prisma sees it: a transaction of ours lends it its connection, and begins and ends without it. */
export function lending(pool: pg.Pool): pg.Pool {
  const connect = (): Promise<pg.PoolClient> => {
    const connection = lent.getStore();
    return connection ? Promise.resolve(borrowed(connection)) : pool.connect();
  };
  return new Proxy(pool, {
    get(target, name) {
      if (name === "connect") return connect;
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

function borrowed(connection: pg.PoolClient): pg.PoolClient {
  return new Proxy(connection, {
    get(target, name) {
      if (name === "release") return () => undefined;
      if (name === "query") return (asking: pg.QueryConfig) => (OURS.has(asking.text) ? Promise.resolve(NOTHING) : target.query(asking));
      const value: unknown = Reflect.get(target, name);
      return typeof value === "function" ? (value.bind(target) as unknown) : value;
    },
  });
}

/** Prisma's part in a transaction of ours, until `end` resolves. */
function join(prisma: Client, connection: pg.PoolClient, end: Promise<void>): { tx: Promise<Tx>; left: Promise<void> } {
  const joined = Promise.withResolvers<Tx>();
  const work = async (tx: Tx): Promise<void> => {
    joined.resolve(tx);
    await end;
  };
  const left = lent.run(connection, () => prisma.$transaction(work, { timeout: 2 * LONGEST_MS })).catch(joined.reject);
  return { tx: joined.promise, left };
}

/** What Prisma reads a model by. */
const READS: ReadonlySet<string> = new Set([
  "findMany",
  "findFirst",
  "findFirstOrThrow",
  "findUnique",
  "findUniqueOrThrow",
  "count",
  "aggregate",
  "groupBy",
]);

type Delegate = Readonly<Record<string, (...args: unknown[]) => Promise<unknown>>>;

export function openTransaction({ pool, prisma }: Pick<Database, "pool" | "prisma">): Opened {
  const deadline = performance.now() + LONGEST_MS;
  const end = Promise.withResolvers<void>();
  let over = false;
  let connection: Promise<pg.PoolClient> | null = null;
  let joined: ReturnType<typeof join> | null = null;

  const requireOpen = (): void => {
    if (over) throw new BrokenInvariant("something was asked of a transaction that is over");
    if (performance.now() > deadline) throw new DomainError("BUSY");
  };
  const begin = (): Promise<pg.PoolClient> => (connection ??= begun(pool));
  const ask = async ({ text, values }: Sql, { begins, named, ...mode }: How): Promise<Answer> => {
    requireOpen();
    const plain = { text, values: values.map(VALUES.given), types: VALUES.types };
    const statement = { ...(named ? preparedQuery({ text, values }) : plain), ...mode };
    return begins || connection !== null ? (await begin()).query(statement) : pool.query(statement);
  };
  const model = (name: string): Delegate =>
    new Proxy<Delegate>(
      {},
      {
        get:
          (_none, action: string) =>
          async (...args: unknown[]) => {
            requireOpen();
            const alone = connection === null && READS.has(action);
            if (!alone) joined ??= join(prisma, await begin(), end.promise);
            const client = joined ? await joined.tx : prisma;
            return (Reflect.get(client, name) as Delegate)[action]?.(...args);
          },
      },
    );
  const finish = async (word: "COMMIT" | "ROLLBACK"): Promise<void> => {
    over = true;
    if (connection === null) return;
    const client = await connection;
    end.resolve();
    await joined?.left;
    try {
      const { command } = await client.query(word);
      if (command !== word) throw new BrokenInvariant("a transaction that had failed was to be committed");
    } catch (error) {
      client.release(error as Error);
      throw error;
    }
    client.release();
  };
  const one: Opened = {
    tx: seenAs(ask, model),
    hasBegun: () => connection !== null,
    ask,
    commit: () => finish("COMMIT"),
    // What went wrong is told by the error that led here.
    rollBack: () => finish("ROLLBACK").catch(() => undefined),
  };
  opened.set(one.tx, one);
  return one;
}

async function begun(pool: pg.Pool): Promise<pg.PoolClient> {
  const client = await pool.connect();
  try {
    await client.query("BEGIN");
    return client;
  } catch (error) {
    client.release(error as Error);
    throw error;
  }
}

type Template = TemplateStringsArray | Prisma.Sql;

/** Statements in SQL go by the driver alone; models go by Prisma. */
function seenAs(ask: Opened["ask"], model: (name: string) => Delegate): Tx {
  const how = { begins: true, named: false };
  const sqlOf = (template: Template, values: readonly unknown[]): Sql =>
    "raw" in template ? Prisma.sql(template, ...(values as Prisma.Sql[])) : template;
  const raw: Readonly<Record<string, unknown>> = {
    $queryRaw: async (template: Template, ...values: unknown[]) => (await ask(sqlOf(template, values), how)).rows,
    $executeRaw: async (template: Template, ...values: unknown[]) => (await ask(sqlOf(template, values), how)).rowCount ?? 0,
    $queryRawUnsafe: async (text: string, ...values: unknown[]) => (await ask({ text, values }, how)).rows,
    $executeRawUnsafe: async (text: string, ...values: unknown[]) => (await ask({ text, values }, how)).rowCount ?? 0,
  };
  const models = new Map<string, Delegate>();
  return new Proxy({} as Tx, {
    get(_none, name) {
      // Whoever awaits it, or prints it, asks for what no client has.
      if (typeof name !== "string" || name === "then") return undefined;
      if (name.startsWith("$")) return raw[name];
      const known = models.get(name) ?? model(name);
      models.set(name, known);
      return known;
    },
  });
}
