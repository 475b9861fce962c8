import { spawn } from "node:child_process";
import { once } from "node:events";
import { mkdtemp, readFile, rm } from "node:fs/promises";
import os from "node:os";
import path from "node:path";
import pg from "pg";
import { pino } from "pino";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { createCtx, inTransaction, openDatabase, TENANT_ID } from "../index.ts";
import { type EmbeddedServer, startEmbeddedPostgres } from "./embedded.ts";
import { goneWithin, isAlive } from "./processes.ts";

let dataDir: string;
let server: EmbeddedServer | null = null;

beforeAll(async () => {
  dataDir = await mkdtemp(path.join(os.tmpdir(), "amanat-embedded-"));
});
afterAll(async () => {
  await server?.stop();
  await rm(dataDir, { recursive: true, force: true });
});

async function query<Row extends pg.QueryResultRow>(url: string, sql: string): Promise<Row[]> {
  const client = new pg.Client({ connectionString: url });
  client.on("error", () => undefined);
  await client.connect();
  try {
    return (await client.query<Row>(sql)).rows;
  } finally {
    await client.end().catch(() => undefined);
  }
}

async function start(): Promise<EmbeddedServer> {
  server = await startEmbeddedPostgres({ dataDir });
  return server;
}

describe("the embedded server", () => {
  test("is a durable PostgreSQL 18 on loopback, and keeps port and data over a stop", async () => {
    const first = await start();
    const [row] = await query<{ version: string; fsync: string; listen: string }>(
      first.url,
      "SELECT current_setting('server_version') AS version, current_setting('fsync') AS fsync, current_setting('listen_addresses') AS listen",
    );
    expect(row).toEqual({ version: expect.stringMatching(/^18\./), fsync: "on", listen: "127.0.0.1" });
    await query(first.url, "CREATE TABLE kept (n int); INSERT INTO kept VALUES (1)");
    await first.stop();
    expect(isAlive(first.pid)).toBe(false);
    const second = await start();
    expect(second.port).toBe(first.port);
    expect(await query(second.url, "SELECT n FROM kept")).toEqual([{ n: 1 }]);
  });

  test("comes back after SIGKILL of the server in mid-work, with everything acknowledged", async () => {
    const before = server ?? (await start());
    const db = await openDatabase({ url: before.url, applicationName: "survivor", log: pino({ level: "silent" }) });
    const ctx = createCtx(db, { kind: "system", tenantId: TENANT_ID, process: "cli" });
    const busy = inTransaction(ctx, (tx) => tx.tx.$queryRaw`SELECT pg_sleep(30)`).catch((error: unknown) => error);
    await query(before.url, "INSERT INTO kept VALUES (2)");
    process.kill(before.pid, "SIGKILL");
    await before.exited;
    expect(await busy).toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    await expect(inTransaction(ctx, (tx) => tx.tx.$queryRaw`SELECT 1`)).rejects.toMatchObject({ code: "SERVICE_UNAVAILABLE" });
    const after = await start();
    // The same pool finds the server again.
    expect(await inTransaction(ctx, (tx) => tx.tx.$queryRaw`SELECT count(*)::int AS n FROM kept`)).toEqual([{ n: 2 }]);
    await db.close();
    expect(await query(after.url, "SELECT n FROM kept ORDER BY n")).toEqual([{ n: 1 }, { n: 2 }]);
  });

  test("comes back after SIGKILL of the program that started it, which leaves the server alone in the world", async () => {
    await server?.stop();
    const program = `import { startEmbeddedPostgres } from ${JSON.stringify(path.join(import.meta.dirname, "embedded.ts"))};
      const server = await startEmbeddedPostgres({ dataDir: ${JSON.stringify(dataDir)} }); console.log("pid", server.pid); setInterval(() => {}, 1000);`;
    const parent = spawn(process.execPath, ["--input-type=module", "-e", program], { stdio: ["ignore", "pipe", "inherit"] });
    const [chunk] = await once(parent.stdout, "data");
    const orphan = Number(/pid (\d+)/.exec(String(chunk))?.[1]);
    await expect(startEmbeddedPostgres({ dataDir })).rejects.toThrow(/in use by process/);
    parent.kill("SIGKILL");
    await once(parent, "exit");
    expect(isAlive(orphan)).toBe(true);
    const after = await start();
    expect(await goneWithin(orphan, 1_000)).toBe(true);
    expect(await query(after.url, "SELECT count(*)::int AS n FROM kept")).toEqual([{ n: 2 }]);
  });

  test("writes its log and keeps its secret to itself", async () => {
    expect(await readFile(path.join(dataDir, "postgres.log"), "utf8")).toMatch(/ready to accept connections/);
    const wrong = Object.assign(new URL((server ?? (await start())).url), { password: "guess" }).toString();
    await expect(query(wrong, "SELECT 1")).rejects.toMatchObject({ code: "28P01" });
  });
});
