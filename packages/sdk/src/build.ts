/**
 * Builds `dist/`: one ESM file and one rolled-up declaration file, with contracts inlined.
 * TypeScript emits the declarations and tsdown only rolls them up: its own emitter does not run on
 * TypeScript 7.
 */
import { execFile } from "node:child_process";
import { mkdir, readFile, readdir, rename, rm, writeFile } from "node:fs/promises";
import path from "node:path";
import { promisify } from "node:util";
import { ERRORS, ID_PREFIX, STALE } from "@amanat/contracts";
import { build } from "tsdown";
import { SURFACE } from "./surface.ts";

const here = path.resolve(import.meta.dirname, "..");
/** One folder per run: two starts may build at once. */
const work = path.join(here, ".build", String(process.pid));
const types = path.join(work, "types");
const contracts = path.join(types, "contracts/src/index.js");

/** Declarations name workspace packages and `.ts` files; the roll-up wants relative `.js` ones. */
async function makeRelative(directory: string): Promise<void> {
  for (const entry of await readdir(directory, { withFileTypes: true, recursive: true })) {
    if (!entry.isFile() || !entry.name.endsWith(".d.ts")) continue;
    const file = path.join(entry.parentPath, entry.name);
    const toContracts = path.relative(entry.parentPath, contracts);
    const text = await readFile(file, "utf8");
    const relative = text
      .replaceAll(/(["'])@amanat\/contracts\1/g, `"${toContracts.startsWith(".") ? toContracts : `./${toContracts}`}"`)
      .replaceAll(/(["'])(\.\.?\/[^"']+)\.ts\1/g, '"$2.js"');
    await writeFile(file, relative);
  }
}

async function emitDeclarations(): Promise<void> {
  const config = {
    extends: "../../../config/tsconfig.base.json",
    compilerOptions: {
      noEmit: false,
      declaration: true,
      emitDeclarationOnly: true,
      outDir: "types",
      rootDir: "../../..",
      paths: { "@amanat/contracts": ["../../../contracts/src/index.ts"], "@amanat/archive/read": ["../../../archive/src/read.ts"] },
    },
    files: ["../../src/index.ts", "../../src/dossier/index.ts"],
    include: [],
  };
  await writeFile(path.join(work, "tsconfig.json"), JSON.stringify(config));
  const compiler = path.join(here, "node_modules/.bin/tsc");
  await promisify(execFile)(compiler, ["-p", path.join(work, "tsconfig.json")]).catch((error: { stdout?: string }) => {
    throw new Error(`The declarations of the SDK do not compile:\n${error.stdout ?? ""}`, { cause: error });
  });
  await makeRelative(types);
}

const PROGRAMS = { index: "src/index.ts", dossier: "src/dossier/index.ts", cli: "src/dossier/cli.ts" } as const;
const DECLARATIONS = { index: "sdk/src/index.d.ts", dossier: "sdk/src/dossier/index.d.ts" } as const;

const quiet = {
  clean: false,
  config: false,
  logLevel: "warn",
  platform: "neutral",
  format: "esm",
  outExtensions: () => ({ js: ".js", dts: ".d.ts" }),
} as const;
/** Contracts stand inside; what npm can install stays outside. */
const external = [/^node:/, /^@noble\/hashes/, /^@zip\.js\//, "@trpc/client", "@trpc/server", "eventsource", "zod"];

/** Building a schema has no effect but the schema: those nobody uses are left out, and zod with them. */
const treeshake = {
  moduleSideEffects: false,
  propertyReadSideEffects: false,
  manualPureFunctions: [
    "z",
    "kind",
    "idSchema",
    "lineSchema",
    "proseSchema",
    "nameSchema",
    "tokenSchema",
    "signedSchema",
    "wordSchema",
    "pageOf",
    "listed",
  ],
} as const;

/** What is made from all contexts stands in `dist` as its finished value: what it is made from is every schema of the house. */
const FINISHED: Readonly<Record<string, object>> = {
  [path.join(here, "src/finished.ts")]: { SURFACE, STALE },
  [path.resolve(here, "../contracts/src/error-codes.ts")]: { ERRORS },
  [path.resolve(here, "../contracts/src/id-prefix.ts")]: { ID_PREFIX },
};
const textOf = (values: object): string =>
  Object.entries(values)
    .map(([name, value]) => `export const ${name} = ${JSON.stringify(value)};\n`)
    .join("");
const finished = { name: "finished-values", load: (id: string) => textOf(FINISHED[id] ?? {}) || null } as const;

/** Makes `dist/` new. Throws with the compiler's words when the sources are wrong. */
export async function buildSdk(): Promise<void> {
  await rm(work, { recursive: true, force: true });
  await mkdir(work, { recursive: true });
  await emitDeclarations();
  const dist = path.join(work, "dist");
  // Each by itself: the client has nothing of the checker, and the checker is one file.
  for (const [name, source] of Object.entries(PROGRAMS))
    await build({
      ...quiet,
      cwd: here,
      entry: { [name]: path.join(here, source) },
      outDir: dist,
      dts: false,
      treeshake,
      plugins: [finished],
      deps: { neverBundle: external, alwaysBundle: [/^@amanat\//, "canonicalize"] },
    });
  for (const [name, source] of Object.entries(DECLARATIONS))
    await build({
      ...quiet,
      cwd: here,
      entry: { [name]: path.join(types, source) },
      outDir: dist,
      dts: { dtsInput: true, tsconfig: false },
      deps: { neverBundle: external },
    });
  await writeFile(path.join(dist, "finished.js"), textOf({ SURFACE, STALE }));
  for (const name of Object.keys(PROGRAMS)) {
    const program = path.join(dist, `${name}.js`);
    await writeFile(program, (await readFile(program, "utf8")).replace(/^import "zod";\n/m, ""));
  }
  const declarations = path.join(dist, "index.d.ts");
  const text = await readFile(declarations, "utf8");
  if (/Disposable|\[Symbol\.(async)?[dD]ispose\]/.test(text))
    await writeFile(declarations, `/// <reference lib="esnext.disposable" />\n${text}`);
  // File by file, each whole: somebody may be importing the old ones.
  await mkdir(path.join(here, "dist"), { recursive: true });
  for (const name of await readdir(dist)) await rename(path.join(dist, name), path.join(here, "dist", name));
  await rm(work, { recursive: true, force: true });
}

if (import.meta.main) await buildSdk();
