import { readdir, readFile } from "node:fs/promises";
import { createRequire } from "node:module";
import path from "node:path";
import { fileURLToPath } from "node:url";
import { PrismaPg } from "@prisma/adapter-pg";
import {
  bindMigrationAwareSqlAdapterFactory,
  type SqlDriverAdapter,
  type SqlMigrationAwareDriverAdapterFactory,
} from "@prisma/driver-adapter-utils";
import type { MigrationList, SchemaEngine } from "@prisma/schema-engine-wasm";
import type pg from "pg";

/** The workspace's Prisma folder. */
const PRISMA_DIR = path.resolve(path.dirname(fileURLToPath(import.meta.url)), "../../../../prisma");

const NO_FILTER = { externalTables: [], externalEnums: [] };

type Exports = Record<string, unknown> & { __wbindgen_start(): void };
type EngineModule = { SchemaEngine: typeof SchemaEngine; __wbg_set_wasm(exports: Exports): void };

// Node's own types leave it to lib.dom, which a server package has no business with.
declare const WebAssembly: {
  instantiate(binary: Uint8Array, imports: Record<string, object>): Promise<{ instance: { exports: Exports } }>;
};

/** Node cannot import `.wasm` as ESM without a flag, so the engine is put together by hand. Once per process. */
let loading: Promise<EngineModule> | null = null;

function loadEngine(): Promise<EngineModule> {
  loading ??= (async () => {
    const require = createRequire(import.meta.url);
    const glue = require.resolve("@prisma/schema-engine-wasm/schema_engine_bg");
    const module: EngineModule = await import(glue);
    const binary = await readFile(path.join(path.dirname(glue), "schema_engine_bg.wasm"));
    const { instance } = await WebAssembly.instantiate(binary, { "./schema_engine_bg.js": module });
    module.__wbg_set_wasm(instance.exports);
    instance.exports.__wbindgen_start();
    return module;
  })();
  return loading;
}

/**
 * Sends a migration as one simple-protocol script. The adapter's own `executeScript` splits on `;`,
 * which breaks PL/pgSQL.
 */
function wholeScripts(adapter: SqlDriverAdapter, pool: pg.Pool): SqlDriverAdapter {
  adapter.executeScript = async (script) => {
    const client = await pool.connect();
    try {
      await client.query(script);
    } finally {
      // Not back into the pool: a script may have changed role or settings.
      client.release(true);
    }
  };
  return adapter;
}

function factoryFor(pool: pg.Pool): SqlMigrationAwareDriverAdapterFactory {
  const inner = new PrismaPg(pool);
  return {
    provider: inner.provider,
    adapterName: inner.adapterName,
    connect: async () => wholeScripts(await inner.connect(), pool),
    connectToShadowDb: () => Promise.reject(new Error("no shadow database is used")),
  };
}

async function schemaFiles(): Promise<[string, string][]> {
  const dir = path.join(PRISMA_DIR, "schema");
  const names = (await readdir(dir)).filter((name) => name.endsWith(".prisma")).sort();
  return Promise.all(
    names.map(async (name): Promise<[string, string]> => [path.join(dir, name), await readFile(path.join(dir, name), "utf8")]),
  );
}

async function withEngine<T>(pool: pg.Pool, work: (engine: SchemaEngine) => Promise<T>): Promise<T> {
  const { SchemaEngine } = await loadEngine();
  const engine = await SchemaEngine.new(
    { datamodels: await schemaFiles() },
    () => undefined,
    bindMigrationAwareSqlAdapterFactory(factoryFor(pool)),
  );
  try {
    return await work(engine);
  } finally {
    engine.free();
  }
}

/** The migration folders, oldest first, as Prisma keeps them on disk. */
export async function listMigrations(): Promise<MigrationList> {
  const baseDir = path.join(PRISMA_DIR, "migrations");
  const entries = await readdir(baseDir, { withFileTypes: true });
  const names = entries
    .filter((entry) => entry.isDirectory())
    .map((entry) => entry.name)
    .sort();
  return {
    baseDir,
    lockfile: { path: "migration_lock.toml", content: await readFile(path.join(baseDir, "migration_lock.toml"), "utf8") },
    shadowDbInitScript: "",
    migrationDirectories: await Promise.all(
      names.map(async (name) => ({
        path: name,
        migrationFile: {
          path: "migration.sql",
          content: { tag: "ok" as const, value: await readFile(path.join(baseDir, name, "migration.sql"), "utf8") },
        },
      })),
    ),
  };
}

/** Applies what is missing; answers the names of the migrations it applied. */
export async function applyMigrations(pool: pg.Pool): Promise<string[]> {
  const migrationsList = await listMigrations();
  return withEngine(pool, async (engine) => (await engine.applyMigrations({ migrationsList, filters: NO_FILTER })).appliedMigrationNames);
}

/** The SQL that builds the Prisma schema in an empty database: what a migration is drafted from and checked against. */
export async function schemaAsSql(pool: pg.Pool): Promise<string> {
  const files = (await schemaFiles()).map(([file, content]) => ({ path: file, content }));
  return withEngine(pool, async (engine) => {
    const { stdout } = await engine.diff({
      from: { tag: "empty" },
      to: { tag: "schemaDatamodel", files },
      script: true,
      exitCode: null,
      filters: NO_FILTER,
    });
    return stdout ?? "";
  });
}
