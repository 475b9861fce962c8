/**
 * A process that dies at a line, inside the process that tests it. A line is a statement to the database or a call to the outside.
 *
 * Dying is the end of every connection, so that the database rolls back what was not committed. Nothing of the dead process reaches
 * anything any more: every further statement and call is refused. Its memory goes with it, because the next one is opened anew.
 */
import { setTimeout } from "node:timers/promises";
import { callbackify } from "node:util";
import type pg from "pg";
import { type Database, openDatabase } from "../database.ts";
import { newId } from "../ids.ts";
import { openLog } from "../log.ts";

/** What is about to be done, or has just been done. */
export type Line = {
  /** The statement's text, or the name of the call; with `, done` once a commit or an effect outside has happened. */
  readonly text: string;
  /** How many statements its transaction has seen before it; null outside of one. */
  readonly nth: number | null;
};

/** Thrown to whatever of a dead process still runs. */
export class Dead extends Error {
  constructor() {
    super("this process is dead");
  }
}

export interface Mortal {
  readonly db: Database;
  readonly dead: boolean;
  /** A call to the outside is a line; one that `acts` is a second line once it has acted. */
  call<T>(name: string, acts: boolean, work: () => Promise<T>): Promise<T>;
  /** Resolves once the server has noticed that its connections are gone. */
  end(): Promise<void>;
}

type Query = (...args: unknown[]) => Promise<unknown>;

/** A poke after a commit is sent beside whatever comes next, and is lost without harm: it is no line. */
const isPoke = (text: string) => text.includes("pg_notify");

/** Outside of a transaction the last statement of a verb is one by itself: it commits what it writes. */
const isEnding = (text: string) => text.startsWith("WITH ") && text.endsWith(" AS written");

/** `url`: as whom it logs in. `living`: a pool of the same role, by which the test sees that the dead one is gone. */
export type MortalOptions = { url: string; living: pg.Pool; dies: (line: Line) => boolean };

/** Opens a process that dies at the first line for which `dies` says so. Each line is asked about once, in order. */
export async function openMortal({ url, living, dies }: MortalOptions): Promise<Mortal> {
  const name = `mortal ${newId()}`;
  const db = await openDatabase({ url, applicationName: name, poolSize: 4, log: openLog({ name, level: "silent" }) });
  const clients = new Set<pg.PoolClient>();
  let dead = false;

  const pass = (line: Line): void => {
    if (!dead && dies(line)) {
      dead = true;
      for (const client of clients) cut(client);
    }
    if (dead) throw new Dead();
  };
  const through = async <T>(line: Line, acts: boolean, work: () => Promise<T>): Promise<T> => {
    pass(line);
    const answer = await work();
    if (acts) pass({ ...line, text: `${line.text}, done` });
    else if (dead) throw new Dead();
    return answer;
  };

  db.pool.on("connect", (client) => {
    clients.add(client);
    if (dead) cut(client);
    const send = client.query.bind(client) as unknown as Query;
    let nth: number | null = null;
    const query = (...args: unknown[]): unknown => {
      const [asked, ...rest] = args;
      const text = textOf(asked);
      if (isPoke(text)) return dead ? Promise.reject(new Dead()) : send(...args);
      if (text === "BEGIN") nth = 0;
      const line = { text, nth };
      nth = nth === null || text === "COMMIT" || text === "ROLLBACK" ? null : nth + 1;
      const callback = rest.at(-1);
      const commits = text === "COMMIT" || (line.nth === null && isEnding(text));
      if (typeof callback !== "function") return through(line, commits, () => send(...args));
      const answered = () => through(line, commits, () => send(asked, ...rest.slice(0, -1)));
      return callbackify(answered)(callback as (error: Error | null, result: unknown) => void);
    };
    Object.assign(client, { query });
  });

  return {
    db,
    get dead() {
      return dead;
    },
    call: (text, acts, work) => through({ text, nth: null }, acts, work),
    async end() {
      dead = true;
      for (const client of clients) cut(client);
      await db.close();
      await gone(living, name);
    },
  };
}

function textOf(asked: unknown): string {
  if (typeof asked === "string") return asked;
  return typeof asked === "object" && asked !== null && "text" in asked ? String(asked.text) : "?";
}

/** As the kernel does it for a killed process: no farewell. */
function cut(client: pg.PoolClient): void {
  const { connection } = client as unknown as { connection: { stream: { destroy(): void } } };
  connection.stream.destroy();
}

/** Waits until the server has rolled back what the dead process had begun: until then its locks are held. */
async function gone(living: pg.Pool, name: string): Promise<void> {
  for (let turn = 0; turn < 2_000; turn += 1) {
    const { rowCount } = await living.query("SELECT FROM pg_stat_activity WHERE application_name = $1", [name]);
    if (rowCount === 0) return;
    await setTimeout(2);
  }
  throw new Error("the server keeps a dead process's connection");
}
