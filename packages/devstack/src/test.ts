/**
 * `npm test`: everything, in the order in which it fails fastest. `npm test -- types lint` runs some
 * parts only. The last line is `N passed, N failed`.
 */
import { rmSync } from "node:fs";
import path from "node:path";
import { ensureProgram, ensureSdk, ensureWeb, ROOT } from "./build.ts";
import { abuseTests } from "./check/abuse.ts";
import { findBrowser } from "./check/browser.ts";
import { ensureClamd } from "./check/clamd.ts";
import { runCheck, runPlaywright, runVitest, stopChecks } from "./check/run.ts";
import type { Check } from "./check/run.ts";
import { failures, NOTHING, slowest, sum, type Tally } from "./check/tally.ts";
import { childEnvironment, readDataDir } from "./config.ts";
import { StackError } from "./stack-error.ts";

const bin = (name: string) => path.join(ROOT, "node_modules/.bin", name);
const WEB = path.join(ROOT, "apps/web");
const logDir = path.join(readDataDir(ROOT), "logs");

/** One program for everything that runs in Node; what runs in a browser, and its tests, have libraries of their own. */
const PROGRAMS = [".", "packages/ui", "apps/web", "e2e"];

/** Tools that pass or fail as a whole. */
const TYPES: Check = { name: "types of every package", command: bin("tsc"), args: ["--build", ...PROGRAMS, "--noEmit"] };
const CHECKS: Record<string, Check> = {
  lint: { name: "lint, type-aware and our own rules", command: bin("oxlint"), args: ["--deny-warnings"] },
  format: { name: "format", command: bin("oxfmt"), args: ["--check"] },
  knip: { name: "nothing unused (knip)", command: bin("knip"), args: ["--no-progress"] },
};

/**
 * What Next derives from where pages stand, for the types to be checked against. A build leaves it behind too, and it then speaks of
 * pages that have moved since.
 */
const ROUTES: Check = {
  name: "types of the routes",
  command: process.execPath,
  args: [path.join(WEB, "node_modules/next/dist/bin/next"), "typegen"],
  cwd: WEB,
};

async function types(): Promise<Tally> {
  rmSync(path.join(WEB, ".next/dev/types"), { recursive: true, force: true });
  const routes = await runCheck(ROUTES);
  return routes.failed > 0 ? routes : sum(routes, await runCheck(TYPES));
}

let pages: Promise<boolean> | undefined;
/** The pages, built once however many parts ask for them at once. */
const built = () => (pages ??= ensureWeb(logDir));

/** Where the browser is, with the pages built that it will open. */
async function browser(): Promise<Record<string, string>> {
  const environment = childEnvironment();
  const CHROMIUM_PATH = findBrowser(environment["CHROMIUM_PATH"], environment["PATH"] ?? "");
  await built();
  return { CHROMIUM_PATH };
}

/** `behind`: something else runs beside it, to which it gives way. */
type Part = (behind: boolean) => Promise<Tally>;

const PARTS: Record<string, Part> = {
  types,
  ...Object.fromEntries(Object.entries(CHECKS).map(([name, check]) => [name, () => runCheck(check)])),
  unit: (behind) => {
    ensureClamd();
    return runVitest("house", { behind });
  },
  slow: async (behind) => {
    await built();
    return runVitest("slow", { behind });
  },
  e2e: async () => runPlaywright(await browser()),
};

/**
 * What runs after what. The rows of a stage run side by side, the parts of a row in turn, and the others give way to the first. Slow
 * tests run one at a time and wait more than they work: they use what the others leave.
 */
const STAGES: readonly (readonly (readonly string[])[])[] = [
  [["types"], ["lint", "format", "knip"]],
  [["unit", "e2e"], ["slow"]],
];

/** Parts of their own, not of everything: their tests are run by the parts above. */
const EXTRA: Record<string, Part> = { abuse: () => abuseTests(browser) };

/** A part that cannot even begin counts as one failure and says why. */
async function part(name: string, behind: boolean): Promise<Tally> {
  const run = PARTS[name] ?? EXTRA[name];
  if (!run) throw new StackError(`no part of the tests is called ${name}`);
  try {
    return await run(behind);
  } catch (error) {
    process.stdout.write(`✗ ${name}: ${error instanceof Error ? error.message : String(error)}\n`);
    return { ...NOTHING, failed: 1, failures: [`${name}: could not begin`] };
  }
}

async function main(wanted: readonly string[]): Promise<number> {
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopChecks());
  const names = wanted.length > 0 ? wanted : Object.keys(PARTS);
  for (const name of names)
    if (!(name in PARTS || name in EXTRA))
      throw new StackError(`no part of the tests is called ${name}; there are: ${Object.keys({ ...PARTS, ...EXTRA }).join(", ")}`);
  // Web and the deal program are checked against the SDK as it is published.
  await ensureSdk(logDir);
  // Tests of many files start the processes: none of them waits for the bundle in its own time.
  await ensureProgram("web", logDir);
  const tallies: Tally[] = [];
  const inTurn = async (row: readonly string[], behind: boolean) => {
    for (const name of row) tallies.push(await part(name, behind));
  };
  for (const stage of [...STAGES, [Object.keys(EXTRA)]]) {
    const rows = stage.map((row) => row.filter((name) => names.includes(name))).filter((row) => row.length > 0);
    await Promise.all(rows.map((row, n) => inTurn(row, n > 0)));
  }
  const total = tallies.reduce(sum, NOTHING);
  process.stdout.write(`\nThe slowest:\n${slowest(total).join("\n")}\n`);
  if (total.failed > 0) process.stdout.write(`\nNot passed:\n${failures(total).join("\n")}\n`);
  process.stdout.write(`\n${total.passed} passed, ${total.failed} failed\n`);
  return total.failed === 0 ? 0 : 1;
}

// The run is over when its last line is printed, whatever still runs.
try {
  process.exit(await main(process.argv.slice(2)));
} catch (error) {
  process.stderr.write(`amanat: ${error instanceof Error ? error.message : String(error)}\n`);
  process.exit(1);
}
