import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, rm } from "node:fs/promises";
import { connect, createServer, type Server, type Socket } from "node:net";
import os from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { createCtx, type Ctx, type Database, openDatabase, TENANT_ID } from "@amanat/db";
import { bootstrapRoles, connected, type EmbeddedServer, migrate, startEmbeddedPostgres } from "@amanat/db/server";
import type pg from "pg";
import { afterAll, beforeAll, expect, test } from "vitest";
import { type Outcome, tryPost, verifyLedger } from "./index.ts";
import { funding, journalOf, PURSES } from "./kill-poster.fixture.ts";

/**
 * What was acknowledged is there after any death; what nobody knows of is there wholly or not at all, and asking again settles it.
 * A durable server of its own, posters in a process of their own, and a wire between them that can be cut after the commit.
 */
const DATABASE = "amanat";
const ROUNDS = 4;
/** Journals acknowledged between two kills. */
const BETWEEN = 150;

let folder: string;
let server: EmbeddedServer;
let db: Database;
let ctx: Ctx;
let wire: Wire;
let appUrl: string;
const asked = new Set<number>();
const acknowledged = new Map<number, string>();

/** A wire to the server. Once it swallows, what the server answers is lost; `cut` ends what goes over it. */
type Wire = { port: number; swallow(): void; cut(): void; close(): void };

async function openWire(port: number): Promise<Wire> {
  let swallowing = false;
  const sockets = new Set<Socket>();
  const door: Server = createServer((client) => {
    const upstream = connect(port, "127.0.0.1");
    for (const socket of [client, upstream]) {
      sockets.add(socket);
      socket.on("error", () => socket.destroy());
      socket.on("close", () => sockets.delete(socket));
    }
    client.pipe(upstream);
    upstream.on("data", (chunk) => swallowing || client.write(chunk));
    client.on("close", () => upstream.end());
    upstream.on("close", () => client.destroy());
  });
  door.listen(0, "127.0.0.1");
  await once(door, "listening");
  const address = door.address();
  if (address === null || typeof address === "string") throw new Error("the wire has no port");
  const cut = (): void => {
    swallowing = false;
    for (const socket of sockets) socket.destroy();
  };
  return {
    port: address.port,
    swallow: () => void (swallowing = true),
    cut,
    close() {
      cut();
      door.close();
    },
  };
}

function startPoster(): ChildProcess {
  const first = Math.max(0, ...asked) + 1;
  const program = path.join(import.meta.dirname, "kill-poster.fixture.ts");
  const url = Object.assign(new URL(appUrl), { port: String(wire.port) }).toString();
  const child = spawn(process.execPath, [program, url, String(first)], { stdio: ["ignore", "pipe", "inherit"] });
  let rest = "";
  child.stdout?.on("data", (chunk: Buffer) => {
    const lines = `${rest}${chunk.toString()}`.split("\n");
    rest = lines.pop() ?? "";
    for (const [mark, n, outcome = ""] of lines.map((line) => line.split(" "))) {
      if (mark === "?") asked.add(Number(n));
      if (mark === "!") acknowledged.set(Number(n), outcome);
    }
  });
  return child;
}

function asSuperuser<T>(work: (client: pg.Client) => Promise<T>): Promise<T> {
  return connected({ connectionString: Object.assign(new URL(server.url), { pathname: `/${DATABASE}` }).toString() }, work);
}

const restart = async (): Promise<void> => {
  server = await startEmbeddedPostgres({ dataDir: folder, port: server.port });
};

/** Ways to die. Each leaves a server that answers. */
const DEATHS: Readonly<Record<string, (poster: ChildProcess) => Promise<void>>> = {
  async "the database's first process"() {
    process.kill(server.pid, "SIGKILL");
    await restart();
  },
  async "one of the database's processes"() {
    const pid = await asSuperuser(async (client) => {
      const { rows } = await client.query<{ pid: number }>(
        "SELECT pid FROM pg_stat_activity WHERE application_name = 'poster' ORDER BY state <> 'active', random() LIMIT 1",
      );
      return rows[0]?.pid;
    });
    if (pid !== undefined) process.kill(pid, "SIGKILL");
  },
  async "the process that posts"(poster) {
    poster.kill("SIGKILL");
    await once(poster, "exit");
  },
  async "the answer on its way"() {
    wire.swallow();
    await sleep(150);
    wire.cut();
  },
};

beforeAll(async () => {
  folder = await mkdtemp(path.join(os.tmpdir(), "amanat-kill-"));
  server = await startEmbeddedPostgres({ dataDir: folder });
  const urls = await bootstrapRoles({ url: server.url, database: DATABASE });
  await migrate(urls.ownerUrl);
  appUrl = urls.appUrl;
  db = await openDatabase({ url: appUrl, applicationName: "judge" });
  ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
  for (let n = 0; n < PURSES; n += 1) expect(await tryPost(ctx, funding(n))).toBe("done");
  wire = await openWire(server.port);
});

afterAll(async () => {
  wire.close();
  await db.close();
  await server.stop();
  await rm(folder, { recursive: true, force: true, maxRetries: 10, retryDelay: 200 });
});

/** Asks until the server is back: its recovery takes a moment. */
async function eventually<T>(ask: () => Promise<T>): Promise<T> {
  for (let run = 0; ; run += 1) {
    try {
      return await ask();
    } catch (error) {
      if (run === 100) throw error;
      await sleep(100);
    }
  }
}

/** Legs of these journals that are in the ledger, by journal. */
async function present(numbers: readonly number[]): Promise<Map<string, number>> {
  const { rows } = await eventually(() =>
    db.pool.query<{ id: string; legs: number }>(
      "SELECT journal_id AS id, count(*)::int AS legs FROM ledger.transfer WHERE journal_id = ANY ($1::uuid[]) GROUP BY 1",
      [numbers.map((n) => journalOf(n).id)],
    ),
  );
  return new Map(rows.map(({ id, legs }) => [id, legs]));
}

test(`${ROUNDS} deaths while eight callers post: nothing acknowledged is lost, nothing unknown is half there, nothing happens twice`, async () => {
  const deaths = Object.keys(DEATHS);
  let unknownAndThere = 0;
  for (let round = 0; round < ROUNDS; round += 1) {
    const poster = startPoster();
    const enough = acknowledged.size + BETWEEN;
    await expect.poll(() => acknowledged.size, { timeout: 60_000, interval: 20 }).toBeGreaterThan(enough);
    const death = deaths[round % deaths.length] ?? "";
    await DEATHS[death]?.(poster);
    await sleep(200);
    poster.kill("SIGKILL");
    if (poster.exitCode === null && poster.signalCode === null) await once(poster, "exit");

    const all = [...asked];
    // A backend whose caller is gone may have more to read than the statement it is in: only its end says that nothing comes after.
    await eventually(async () => {
      const { rows } = await db.pool.query("SELECT 1 FROM pg_stat_activity WHERE application_name = 'poster'");
      if (rows.length > 0) throw new Error("somebody still posts");
    });
    const there = await present(all);
    for (const n of all) {
      const { id, legs } = journalOf(n);
      const found = there.get(id) ?? 0;
      expect([death, n, [0, legs.length].includes(found)]).toEqual([death, n, true]);
      if (acknowledged.has(n)) {
        expect([death, n, acknowledged.get(n), found]).toEqual([death, n, "done", legs.length]);
        continue;
      }
      if (found > 0) unknownAndThere += 1;
      const answer: Outcome = await eventually(() => tryPost(ctx, journalOf(n)));
      expect([death, n, answer]).toEqual([death, n, found > 0 ? "replayed" : "done"]);
      acknowledged.set(n, "done");
    }
  }
  // Else nothing was cut between commit and answer, and the test has seen less than it says.
  expect(unknownAndThere).toBeGreaterThan(0);
  const { findings, rows } = await asSuperuser((client) => verifyLedger(client));
  expect(findings).toEqual([]);
  const legs = [...asked].reduce((sum, n) => sum + journalOf(n).legs.length, PURSES);
  expect(rows).toBe(legs);
}, 300_000);
