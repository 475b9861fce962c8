import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import {
  closeSync,
  existsSync,
  mkdirSync,
  openSync,
  readFileSync,
  readdirSync,
  renameSync,
  rmSync,
  statSync,
  writeFileSync,
} from "node:fs";
import path from "node:path";
import { childEnvironment } from "./config.ts";
import { StackError } from "./stack-error.ts";

/** The repository's root. */
export const ROOT = path.resolve(import.meta.dirname, "../../..");
const SKIPPED = new Set(["node_modules", ".next", "dist", ".build", ".amanat", "generated", "coverage"]);

function filesUnder(directory: string): string[] {
  if (!existsSync(directory)) return [];
  if (statSync(directory).isFile()) return [directory];
  return readdirSync(directory, { withFileTypes: true })
    .sort((a, b) => (a.name < b.name ? -1 : 1))
    .flatMap((entry) => {
      const file = path.join(directory, entry.name);
      if (entry.isDirectory()) return SKIPPED.has(entry.name) ? [] : filesUnder(file);
      return /\.(test|stories)\.tsx?$|\.md$|\.log$|tsbuildinfo$|next-env\.d\.ts$/.test(entry.name) ? [] : [file];
    });
}

/** What a build is made from, as one hash. */
function sourceHash(folders: readonly string[]): string {
  const hash = createHash("sha256");
  for (const file of [path.join(ROOT, "pnpm-lock.yaml"), ...folders.flatMap((folder) => filesUnder(path.join(ROOT, folder)))]) {
    hash.update(path.relative(ROOT, file)).update(readFileSync(file));
  }
  return hash.digest("hex");
}

async function run(name: string, logDir: string, args: string[], cwd: string, env: Record<string, string>): Promise<void> {
  mkdirSync(logDir, { recursive: true });
  const file = path.join(logDir, `${name}.log`);
  const log = openSync(file, "w");
  const code = await new Promise<number>((resolve) => {
    const child = spawn(process.execPath, args, {
      cwd,
      stdio: ["ignore", log, log],
      env: { ...childEnvironment(), NODE_ENV: "production", ...env },
    });
    child.once("error", () => resolve(1));
    child.once("exit", (status) => resolve(status ?? 1));
  });
  closeSync(log);
  if (code === 0) return;
  const words = readFileSync(file, "utf8")
    .split("\n")
    .map((line) => line.trim())
    .filter(Boolean);
  const reason = words.find((line) => /rror/.test(line)) ?? words.at(-1) ?? "no output";
  throw new StackError(`${name} failed: ${reason.slice(0, 200)} (whole log: ${file})`);
}

async function ensureBuilt(build: {
  name: string;
  made: string;
  stamp: string;
  folders: readonly string[];
  logDir: string;
  args: string[];
  cwd: string;
  env?: Record<string, string>;
}): Promise<boolean> {
  const hash = sourceHash(build.folders);
  if (existsSync(build.made) && existsSync(build.stamp) && readFileSync(build.stamp, "utf8") === hash) return false;
  await run(build.name, build.logDir, build.args, build.cwd, build.env ?? {});
  writeFileSync(build.stamp, hash);
  return true;
}

/** `packages/sdk/dist`, when its sources changed. True when something was built. */
export function ensureSdk(logDir: string): Promise<boolean> {
  const sdk = path.join(ROOT, "packages/sdk");
  return ensureBuilt({
    name: "build-sdk",
    made: path.join(sdk, "dist/index.d.ts"),
    stamp: path.join(sdk, "dist/.stamp"),
    folders: ["packages/sdk", "packages/contracts", "packages/archive"],
    logDir,
    args: ["src/build.ts"],
    cwd: sdk,
  });
}

/** `next build`, when anything the pages are made from changed. Needs the SDK. */
export function ensureWeb(logDir: string): Promise<boolean> {
  const web = path.join(ROOT, "apps/web");
  return ensureBuilt({
    name: "build-web",
    made: path.join(web, ".next/BUILD_ID"),
    stamp: path.join(web, ".next/.amanat-stamp"),
    folders: ["apps/web", "packages/contracts", "packages/sdk", "packages/ui", "packages/i18n", "packages/api/src"],
    logDir,
    args: [path.join(web, "node_modules/next/dist/bin/next"), "build"],
    cwd: web,
    env: { NEXT_TELEMETRY_DISABLED: "1" },
  });
}

/** The product's processes, by name, each with the file it begins in. */
export const PROGRAMS = { web: "apps/web/server.ts", scanner: "apps/scanner/src/main.ts", worker: "apps/worker/src/main.ts" } as const;
export type ProgramName = keyof typeof PROGRAMS;

const PROGRAM_SOURCES = ["apps/web/server.ts", "apps/web/src/server", "apps/scanner", "apps/worker", "packages", "prisma"];
/** What was built and not used for so long is deleted. */
const KEPT_MS = 24 * 3_600_000;

/**
 * The file that runs a process, bundled from the sources as they are now (`bundle.ts`). Every state of the sources has a folder of its own:
 * several callers may build at once, and what runs keeps its files.
 */
export async function ensureProgram(name: ProgramName, logDir: string): Promise<string> {
  const all = path.join(ROOT, ".build/programs");
  const folder = path.join(all, sourceHash(PROGRAM_SOURCES).slice(0, 16));
  if (!existsSync(folder)) {
    const work = `${folder}.${process.pid}`;
    await run("build-programs", logDir, [path.join(import.meta.dirname, "bundle.ts"), work], ROOT, {});
    if (existsSync(folder)) rmSync(work, { recursive: true, force: true });
    else renameSync(work, folder);
  }
  for (const old of readdirSync(all).map((one) => path.join(all, one)))
    if (old !== folder && Date.now() - statSync(old).mtimeMs > KEPT_MS) rmSync(old, { recursive: true, force: true });
  return path.join(folder, `${name}.mjs`);
}
