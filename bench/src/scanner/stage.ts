import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { tmpdir } from "node:os";
import { setTimeout as sleep } from "node:timers/promises";
import { ensureProgram, freePort, loneScannerEnv, type LoneScanner } from "@amanat/devstack";
import { TOKENS } from "@amanat/devstack/generated-chain";
import pg from "pg";
import { type Asked, asked, startProgram } from "../asked.ts";
import { BenchError } from "../bench-error.ts";
import { plainEnvironment } from "../config.ts";
import { LEDGER, type World } from "../world.ts";
import type { FromNodes, ToNodes } from "./messages.ts";

export type Nodes = Asked<ToNodes, FromNodes>;

export async function startNodes(): Promise<Nodes> {
  const nodes = asked<ToNodes, FromNodes>(startProgram(new URL("node.ts", import.meta.url), []));
  await nodes.hear("ready");
  return nodes;
}

export type Watch = { id: string; address: string; referenceHash: string | null; proxy: string | null };

/** The scanner's tables, as their superuser sees them. */
export async function openTables(world: World) {
  const client = new pg.Client({ connectionString: world.superUrl(LEDGER) });
  await client.connect();
  return {
    /** Targets as if they had been registered; `backfilled` where there is nothing behind the cursor. */
    async watch(chain: string, watches: readonly Watch[], backfilled: boolean): Promise<void> {
      await client.query(
        `insert into scanner.watch_target (id, chain, deposit_address, reference_hash, proxy, from_block, backfilled)
         select id, $1, address, reference, proxy, 0, $6 from unnest($2::text[], $3::text[], $4::text[], $5::text[]) as t (id, address, reference, proxy)`,
        [
          chain,
          watches.map(({ id }) => id),
          watches.map(({ address }) => address),
          watches.map(({ referenceHash }) => referenceHash),
          watches.map(({ proxy }) => proxy),
          backfilled,
        ],
      );
    },
    async nextBlock(chain: string): Promise<number> {
      const { rows } = await client.query<{ n: number }>("select next_block as n from scanner.chain_cursor where chain = $1", [chain]);
      return rows[0]?.n ?? 0;
    },
    async counts(chain: string): Promise<{ headers: number; transfers: number }> {
      const { rows } = await client.query<{ headers: number; transfers: number }>(
        `select (select count(*)::int from scanner.block_header where chain = $1 and canonical) as headers,
                (select count(*)::int from scanner.observed_transfer where chain = $1 and status <> 'orphaned') as transfers`,
        [chain],
      );
      return rows[0] ?? { headers: 0, transfers: 0 };
    },
    /** What is left of one turn is not the next one's. */
    async clear(): Promise<void> {
      const tables = ["watch_target", "observed_transfer", "block_header", "webhook_outbox", "chain_cursor", "balance_audit"];
      await client.query(`truncate ${tables.map((table) => `scanner.${table}`).join(", ")}`);
      await client.query("checkpoint");
    },
    close: () => client.end(),
  };
}
export type Tables = Awaited<ReturnType<typeof openTables>>;

export type ScannerSettings = Omit<LoneScanner, "port" | "pgUrl" | "tokens">;

/** A scanner as it is started in earnest. Resolves when it answers; `began` is when that was, in ms since the epoch. */
export async function startScanner(world: World, settings: ScannerSettings): Promise<{ began: number; stop(): Promise<void> }> {
  const port = await freePort();
  const child = spawn(process.execPath, [await ensureProgram("scanner", tmpdir())], {
    env: { ...plainEnvironment(), ...loneScannerEnv({ ...settings, port, pgUrl: world.scannerUrl, tokens: TOKENS }) },
    stdio: ["ignore", "ignore", "inherit"],
  });
  const stop = () => ended(child);
  try {
    for (;;) {
      if (child.exitCode !== null) throw new BenchError("the scanner ended by itself");
      const up = await fetch(`http://127.0.0.1:${port}/health`).catch(() => null);
      if (up?.ok) return { began: performance.timeOrigin + performance.now(), stop };
      await sleep(5);
    }
  } catch (error) {
    await stop();
    throw error;
  }
}

async function ended(child: ChildProcess): Promise<void> {
  if (child.exitCode !== null || child.signalCode !== null) return;
  const gone = once(child, "exit");
  child.kill("SIGTERM");
  await gone;
}
