import { turnWithAnswers } from "../longer.ts";
import { parsePgbench, pgbench, timed } from "../pgbench.ts";
import { LEDGER } from "../world.ts";
import { type Called, throughBatches, throughCoalescer, throughPg } from "./callers.ts";
import type { CellName, Turn } from "./goals.ts";
import { sealEverything, whileSealing } from "./sealing.ts";
import { OTHER, SIMPLE, type Stage, TPCB } from "./stage.ts";
import { hotJournal, randomJournal } from "./subject.ts";

type Done = Called & { lagP99?: number | null };

export type Cell = {
  says: string;
  clients: number;
  /** The database whose size is measured. */
  database: string;
  run(stage: Stage, seconds: number): Promise<Done>;
  /** Done before the turn, outside of its time. */
  before?(stage: Stage): Promise<void>;
};

async function byPgbench(
  stage: Stage,
  role: "app" | "superuser",
  database: string,
  clients: number,
  seconds: number,
  what: readonly string[],
) {
  const login = stage.world.socketLogin(role, database);
  const { tps, averageMs, transactions } = await turnWithAnswers(seconds, async (time) =>
    parsePgbench(await pgbench(stage.program, login, [...timed(clients, time), ...what], stage.signal)),
  );
  return { tps, averageMs, transfers: transactions, p50: null, p99: null };
}

/** A post that is refused is an answer, which pgbench takes for a success: the transfers are counted. */
async function counted<T extends { transfers: number }>(stage: Stage, work: () => Promise<T>): Promise<T> {
  const { pool } = stage.ctx.db;
  const started = await pool.query<{ xid: string }>("SELECT pg_snapshot_xmax(pg_current_snapshot())::text AS xid");
  const done = await work();
  const { rows } = await pool.query<{ n: number }>("SELECT count(*)::int AS n FROM ledger.transfer WHERE xid >= $1", [
    started.rows[0]?.xid,
  ]);
  // What was under way when time was up is posted and not counted by pgbench.
  if ((rows[0]?.n ?? 0) < done.transfers) throw new Error(`${done.transfers} posts were answered, ${rows[0]?.n ?? 0} transfers are there`);
  return done;
}

type Script = Parameters<Stage["script"]>[0];

const builtin = (says: string, clients: number, database: string, what: readonly string[]): Cell => ({
  says,
  clients,
  database,
  run: (stage, seconds) => byPgbench(stage, "superuser", database, clients, seconds, what),
});

const posting = (says: string, clients: number, script: Script): Cell => ({
  says,
  clients,
  database: LEDGER,
  run: (stage, seconds) =>
    counted(stage, () => byPgbench(stage, "app", LEDGER, clients, seconds, ["-n", "-f", stage.script(script), ...stage.defines])),
});

const other = (says: string, clients: number, script: Script): Cell => ({
  says,
  clients,
  database: OTHER,
  run: (stage, seconds) => byPgbench(stage, "superuser", OTHER, clients, seconds, ["-n", "-f", stage.script(script), ...stage.defines]),
});

const calling = (says: string, callers: number, through: typeof throughPg, journal: typeof randomJournal): Cell => ({
  says,
  clients: callers,
  database: LEDGER,
  run: ({ ctx, options, signal }, seconds) => through({ ctx, callers, seconds, signal, journal: () => journal(options.accounts) }),
});

const post8 = posting("one post, random accounts", 8, "post");

export const CELL: Readonly<Record<CellName, Cell>> = {
  "floor@8": {
    says: "commit floor: one row",
    clients: 8,
    database: LEDGER,
    run: (stage, seconds) => byPgbench(stage, "app", LEDGER, 8, seconds, ["-n", "-f", stage.script("floor")]),
  },
  "simple@8": builtin("pgbench -N", 8, SIMPLE, ["-N"]),
  "tpcb@32": builtin("pgbench TPC-B, scale 1", 32, TPCB, []),
  "post@8": post8,
  "post@32": posting("one post, random accounts", 32, "post"),
  "document@8": posting("one post as a document", 8, "document"),
  "hot@32": posting("one post to the fee account", 32, "hot"),
  "batch@8": calling("batches of 100, Node", 8, throughBatches, randomJournal),
  "other@8": other("the other ledger", 8, "other"),
  "other@32": other("the other ledger", 32, "other"),
  "otherhot@32": other("the other ledger, one account", 32, "otherhot"),
  "pg@8": calling("Node pg, random accounts", 8, throughPg, randomJournal),
  "pg@32": calling("Node pg, random accounts", 32, throughPg, randomJournal),
  "pghot@32": calling("Node pg, fee account", 32, throughPg, hotJournal),
  "coalescer@32": calling("coalescer, random accounts", 32, throughCoalescer, randomJournal),
  "coalescerhot@32": calling("coalescer, fee account", 32, throughCoalescer, hotJournal),
  "sealed@8": {
    ...post8,
    says: "one post while sealing",
    // What other turns left unsealed is not this turn's work.
    before: ({ ctx, signal }) => sealEverything(ctx, signal),
    async run(stage, seconds) {
      const { result, lagP99 } = await whileSealing(stage.ctx, stage.signal, () => post8.run(stage, seconds));
      return { ...result, lagP99 };
    },
  },
};

/** One turn, with what the server used for it. */
export async function takeTurn(stage: Stage, cell: CellName, round: number, seconds: number): Promise<Turn> {
  const { before, run, database } = CELL[cell];
  await before?.(stage);
  const start = await stage.meter.read(stage.world.pid, database);
  const done = await run(stage, seconds);
  const end = await stage.meter.read(stage.world.pid, database);
  const each = (of: (reading: typeof start) => number): number => (of(end) - of(start)) / Math.max(1, done.transfers);
  const cpu = start.cpu === null || end.cpu === null ? null : each(({ cpu: used }) => used ?? 0);
  const grown = end.disk < start.disk ? null : each(({ disk }) => disk);
  const { tps, p50, p99, averageMs, lagP99 = null } = done;
  return { cell, round, tps, p50, p99, averageMs, cpu, disk: grown, wal: each(({ wal }) => wal), lagP99 };
}
