import { writeFile } from "node:fs/promises";
import path from "node:path";
import { createCtx, type Ctx, openDatabase, TENANT_ID } from "@amanat/db";
import { connected } from "@amanat/db/server";
import type pg from "pg";
import { openMeter, type Meter } from "../meter.ts";
import { type Pgbench, pgbench } from "../pgbench.ts";
import { LEDGER, type World } from "../world.ts";
import type { Contestant } from "./contestant.ts";
import type { CellName } from "./goals.ts";
import type { LedgerOptions } from "./options.ts";
import { COMMIT_FLOOR, COMMIT_FLOOR_TABLE, DEFINES, POST, POST_DOCUMENT, POST_HOT } from "./scripts.ts";
import { openAccounts } from "./subject.ts";

/** Databases of the contestants, all on one server. */
export const SIMPLE = "bench_simple";
export const TPCB = "bench_tpcb";
export const OTHER = "bench_other";

/** Everything the turns need: databases filled, scripts written, connections open. */
export interface Stage {
  readonly world: World;
  readonly program: Pgbench;
  readonly options: LedgerOptions;
  readonly signal: AbortSignal;
  readonly ctx: Ctx;
  readonly meter: Meter;
  /** A script's file. */
  script(name: ScriptName): string;
  /** Arguments that give scripts their variables. */
  readonly defines: readonly string[];
  close(): Promise<void>;
}

type ScriptName = "floor" | "post" | "hot" | "document" | "other" | "otherhot";

/** Callers of the widest turn, each with a connection, and the sealer's. */
const CONNECTIONS = 34;

const asSuperuser = (world: World, database: string, work: (client: pg.Client) => Promise<unknown>): Promise<unknown> =>
  connected({ connectionString: world.superUrl(database), application_name: "amanat-bench-setup" }, work);

async function createDatabase(world: World, name: string): Promise<void> {
  await asSuperuser(world, "postgres", (client) => client.query(`CREATE DATABASE ${name}`));
}

async function fillAnchor(stage: Pick<Stage, "world" | "program" | "signal">, database: string, scale: number): Promise<void> {
  await createDatabase(stage.world, database);
  await pgbench(stage.program, stage.world.socketLogin("superuser", database), ["-i", "-q", "-s", String(scale)], stage.signal);
}

async function installOther(world: World, contestant: Contestant, accounts: number): Promise<void> {
  await createDatabase(world, OTHER);
  await asSuperuser(world, OTHER, async (client) => {
    await client.query("SELECT set_config('bench.accounts', $1, false)", [String(accounts)]);
    await client.query(contestant.setup);
    await client.query("VACUUM ANALYZE");
  });
}

/** Opens what stays open while a server runs; done anew after a restart. */
export async function connectStage(world: World): Promise<{ ctx: Ctx; meter: Meter; close(): Promise<void> }> {
  const db = await openDatabase({ url: world.appUrl, applicationName: "amanat-bench", poolSize: CONNECTIONS });
  const meter = await openMeter(world.superUrl(LEDGER));
  return {
    ctx: createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" }),
    meter,
    async close() {
      await meter.close();
      await db.close();
    },
  };
}

type Preparation = Pick<Stage, "world" | "program" | "options" | "signal"> & {
  cells: readonly CellName[];
  contestant: Contestant | null;
  say: (line: string) => void;
};

/** Fills the databases the turns need and writes their scripts. */
export async function prepareStage({ world, program, options, signal, cells, contestant, say }: Preparation): Promise<Stage> {
  const files: Record<ScriptName, string | null> = {
    floor: COMMIT_FLOOR,
    post: POST,
    hot: POST_HOT,
    document: POST_DOCUMENT,
    other: contestant?.transfer ?? null,
    otherhot: contestant?.hot ?? null,
  };
  const script = (name: ScriptName): string => path.join(world.dataDir, `${name}.pgbench`);
  for (const name of Object.keys(files) as ScriptName[]) await writeFile(script(name), files[name] ?? "");
  if (cells.includes("simple@8")) {
    say(`filling pgbench's tables, scale ${options.scale}`);
    await fillAnchor({ world, program, signal }, SIMPLE, options.scale);
  }
  if (cells.includes("tpcb@32")) await fillAnchor({ world, program, signal }, TPCB, 1);
  if (contestant && cells.some((cell) => cell.startsWith("other"))) {
    say(`installing ${contestant.name}`);
    await installOther(world, contestant, options.accounts);
  }
  const connected = await connectStage(world);
  try {
    say(`opening ${options.accounts} accounts`);
    await openAccounts(connected.ctx, options.accounts);
    await asSuperuser(world, LEDGER, async (client) => {
      await client.query(COMMIT_FLOOR_TABLE);
      await client.query("GRANT INSERT ON public.bench_floor TO amanat_app");
      await client.query("VACUUM ANALYZE");
      await client.query("CHECKPOINT");
    });
  } catch (error) {
    await connected.close();
    throw error;
  }
  const defines = [...DEFINES, `accounts=${options.accounts}`].flatMap((one) => ["-D", one]);
  return { world, program, options, signal, ...connected, script, defines };
}
