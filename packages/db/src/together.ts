import type pg from "pg";

type Asked = {
  readonly statement: pg.QueryConfig | pg.QueryArrayConfig;
  readonly tell: (answer: pg.QueryResult) => void;
  readonly fail: (error: unknown) => void;
};

/** What waits for a pool's connections, how many of them are at work, and whether somebody is about to look. */
type Line = { readonly asked: Asked[]; busy: number; called: boolean };

const lines = new WeakMap<pg.Pool, Line>();

/** Statements that one connection takes at once: they are answered in their order, so a slow one holds up those behind it. */
const MOST = 32;

/**
 * The answer of one statement that only reads and waits for no lock. Statements that are asked in one tick go to the server together, over one
 * connection, in one write: what a read asks at once costs one round trip. So do those that wait for a free connection. Each is a transaction of
 * its own, and fails alone. The pool's connections must be in pipeline mode, and the pool used for nothing that holds one for long.
 */
export function askTogether(pool: pg.Pool, statement: Asked["statement"]): Promise<pg.QueryResult> {
  const line = lines.get(pool) ?? { asked: [], busy: 0, called: false };
  lines.set(pool, line);
  return new Promise((tell, fail) => {
    line.asked.push({ statement, tell, fail });
    if (line.called) return;
    line.called = true;
    // After everything that runs now has asked.
    process.nextTick(() => {
      line.called = false;
      sendAll(pool, line);
    });
  });
}

function sendAll(pool: pg.Pool, line: Line): void {
  while (line.asked.length > 0 && line.busy < pool.options.max) {
    line.busy += 1;
    void send(pool, line.asked.splice(0, MOST)).then(() => {
      line.busy -= 1;
      sendAll(pool, line);
    });
  }
}

/** What the server gives up because it has taken or waited too long. */
const isLate = (error: unknown): boolean => error instanceof Error && "code" in error && (error.code === "57014" || error.code === "55P03");

/**
 * Never throws: each of them hears of its own failure. Where one has taken too long, those behind it would each wait as long again, and what it was
 * to prepare for them is not there: they have waited too long as well.
 */
async function send(pool: pg.Pool, all: readonly Asked[]): Promise<void> {
  let client: pg.PoolClient;
  try {
    client = await pool.connect();
  } catch (error) {
    for (const { fail } of all) fail(error);
    return;
  }
  const { stream } = client.connection;
  let late: unknown = null;
  stream.cork();
  const sent = all.map(({ statement, tell, fail }) =>
    client.query(statement).then(
      (answer) => {
        tell(answer);
        return false;
      },
      (error: unknown) => {
        if (late === null && isLate(error)) {
          late = error;
          stream.destroy();
        }
        fail(late ?? error);
        return true;
      },
    ),
  );
  stream.uncork();
  // As the pool itself does: a connection on which something failed is not used again.
  client.release((await Promise.all(sent)).includes(true));
}
