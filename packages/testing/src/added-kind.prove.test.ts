import { execFile } from "node:child_process";
import { copyFileSync, cpSync, existsSync, mkdirSync, mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { promisify } from "node:util";
import { afterAll, beforeAll, expect, test } from "vitest";
import * as z from "zod";
import { KIND, LINES, ROOT, withLine } from "./added-kind.fixture.ts";

/**
 * What is added costs its own files, and a line in each list of its like.
 *
 * - A context: its package, its folder of contracts, a .prisma file with its migration, and a dependency line.
 * - A kind of deal: the same, as it comes with a context.
 * - A provider: its folder, and its variables' rows in the documentation.
 *
 * One of each is added to a copy of this checkout (`fixtures/stages`): a context with procedures, an event, a reaction to another context's
 * event, a channel, a setting and a kind, and a till that takes payments. It installs and compiles, its deals live and its till is paid by there.
 */

/** Nobody writes these: the package manager makes one from the dependency line, and tests draw the others from what the context declares. */
const MADE = ["pnpm-lock.yaml", "docs/configuration.md", "docs/specs/authorization-matrix.md"];

const scratch = mkdtempSync(path.join(tmpdir(), "amanat-kind-"));
afterAll(() => rmSync(scratch, { recursive: true, force: true }));

const run = promisify(execFile);
async function inScratch(command: string, args: readonly string[], env: Record<string, string> = {}, cwd = scratch): Promise<string> {
  // The runner's own variables would make the inner run believe that it is a worker of this one.
  const inherited = Object.fromEntries(Object.entries(process.env).filter(([name]) => !/^(VITEST|NODE_OPTIONS|AMANAT_|TEST$)/.test(name)));
  const options = { cwd, env: { ...inherited, CI: "1", ...env }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(command, args, options).catch((error: { stdout?: string; stderr?: string; message: string }) => {
    throw new Error(`${command} ${args.join(" ")}\n${error.stdout ?? ""}\n${error.stderr ?? error.message}`);
  });
  return stdout;
}
const bin = (name: string, ...args: string[]) => inScratch(path.join(scratch, "node_modules/.bin", name), args);

/** The files of this checkout as they are now, also those that are not committed, under a history of their own. */
async function copyCheckout(): Promise<void> {
  const { stdout } = await run("git", ["ls-files", "-coz", "--exclude-standard"], { cwd: ROOT, maxBuffer: 64 * 1024 * 1024 });
  for (const file of stdout.split("\0").filter((name) => name !== "" && existsSync(path.join(ROOT, name)))) {
    mkdirSync(path.dirname(path.join(scratch, file)), { recursive: true });
    copyFileSync(path.join(ROOT, file), path.join(scratch, file));
  }
  await inScratch("git", ["init", "-q"]);
  await inScratch("git", ["add", "-A"]);
  await inScratch("git", ["-c", "user.name=test", "-c", "user.email=test@amanat.test", "commit", "-qm", "as it is"]);
}

function addKind(): void {
  for (const top of ["packages", "prisma"]) cpSync(path.join(KIND, top), path.join(scratch, top), { recursive: true });
  for (const line of LINES) {
    const file = path.join(scratch, line.file);
    writeFileSync(file, withLine(readFileSync(file, "utf8"), line));
  }
}

/** What the kind brings, by its path in the checkout. */
const brought = readdirSync(KIND, { recursive: true, withFileTypes: true })
  .filter((entry) => entry.isFile() && entry.name !== "lists.json")
  .map((entry) => path.relative(KIND, path.join(entry.parentPath, entry.name)).replaceAll("\\", "/"));

beforeAll(async () => {
  await copyCheckout();
  addKind();
  const { devEngines } = z
    .object({ devEngines: z.object({ packageManager: z.object({ version: z.string() }) }) })
    .parse(JSON.parse(readFileSync(path.join(scratch, "package.json"), "utf8")));
  await inScratch("npx", ["-y", `pnpm@${devEngines.packageManager.version}`, "install", "--prefer-offline", "--no-frozen-lockfile"]);
  // As the launcher makes it. The engine is only named, never run: without the variable it would be downloaded.
  const prisma = { PRISMA_SCHEMA_ENGINE_BINARY: process.execPath, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" };
  await inScratch(process.execPath, ["node_modules/prisma/build/index.js", "generate"], prisma, path.join(scratch, "prisma"));
});

test("contracts, the kind, the composition and the pages compile", async () => {
  // The product's own programs use the SDK as it is published.
  await inScratch(process.execPath, ["packages/sdk/src/build.ts"]);
  await bin("tsc", "--build", ".", "apps/web", "--noEmit");
});

test("linter and formatter have nothing to say of it", async () => {
  const mine = ["packages/stages", "packages/payment/src/providers", "packages/contracts/src/stages", "packages/contexts"];
  await bin("oxlint", ...mine);
  await bin("oxfmt", "--check", ...mine, "packages/contracts/src");
});

test("its deals live: three stages, two payers, one released, one on hold, the rest given back by share; and a payment is brought in by the till", async () => {
  // The tests made from lists try it too: its procedures on strangers and wrong roles, its machine on its ways out.
  const paid = ["payment/src/providers/till/till.test.ts", "devstack/src/configuration.test.ts"];
  const made = [
    "api/src/matrix.test.ts",
    "api/src/matrix-spec.test.ts",
    "contexts/src/exits.test.ts",
    "contexts/src/settings.test.ts",
    "contexts/src/verbs-tested.test.ts",
    "db/src/server/deals-migration.test.ts",
  ];
  const alive = ["stages/src/stages.test.ts", "stages/src/verbs.test.ts", ...paid, ...made].map((file) => `packages/${file}`);
  const said = await bin("vitest", "run", "-u", "--project", "house", ...alive);
  for (const file of alive) expect(said).toContain(file);
});

test("the simulation lives its deals too, in its hostile world", async () => {
  const program = ["packages/simulate/src/simulate.ts", "--json", "--deals", "6", "--lived", "6", "--seed", "2"];
  const said = await inScratch(process.execPath, program);
  const { ends } = z
    .object({ ok: z.literal(true), ends: z.record(z.string(), z.number()) })
    .parse(JSON.parse(said.trim().split("\n").at(-1) ?? ""));
  expect(ends["stages completed"]).toBeGreaterThan(0);
});

test("nothing else has changed", async () => {
  const changes = (await inScratch("git", ["status", "--porcelain", "-uall"])).split("\n").filter((line) => line !== "");
  const named = (mark: string) => changes.filter((line) => line.startsWith(mark)).map((line) => line.slice(3));
  expect(named("??").toSorted()).toEqual(brought.toSorted());
  expect(named(" M").toSorted()).toEqual([...new Set([...LINES.map(({ file }) => file), ...MADE])].toSorted());
  expect(named("??").length + named(" M").length).toBe(changes.length);
  // A line that a list has in several places is still one line each: nothing was taken away.
  const written = LINES.map(({ file }) => file).filter((file) => !MADE.includes(file));
  const taken = await inScratch("git", ["diff", "--numstat", "--", ...written]);
  const rows = taken
    .trim()
    .split("\n")
    .map((row) => row.split("\t").map(Number));
  expect(rows.every(([added = 0, removed = 0]) => added <= 3 && removed <= 1)).toBe(true);
});
