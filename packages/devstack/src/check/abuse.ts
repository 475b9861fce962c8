import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { ROOT } from "../build.ts";
import { CASES } from "./abuse-cases.ts";
import { playwrightOutcomes, vitestOutcomes } from "./reports.ts";
import { runCheck } from "./run.ts";
import { NOTHING, type Tally } from "./tally.ts";

const MARK = /\babuse (\d\d): /;

type Project = "house" | "slow" | "e2e";
type Found = { number: number; title: string; passed: boolean };

/** Files that hold a case, by project: nothing else has to be loaded. */
function filesOf(project: Project): string[] {
  const patterns = project === "e2e" ? ["e2e/**/*.test.ts"] : ["packages/**/*.test.ts", "apps/**/*.test.ts"];
  return globSync(patterns, { cwd: ROOT, exclude: (name) => name.includes("node_modules") })
    .filter((file) => project === "e2e" || file.endsWith(".slow.test.ts") === (project === "slow"))
    .filter((file) => MARK.test(readFileSync(path.join(ROOT, file), "utf8")));
}

/** The command that runs only those tests, and writes its report to `out`. */
function commandFor(project: Project, files: readonly string[], out: string): { args: string[]; env: Record<string, string> } {
  const at = (cli: string) => path.join(ROOT, "node_modules", cli);
  if (project === "e2e")
    return {
      args: [at("@playwright/test/cli.js"), "test", "--grep", MARK.source, "--reporter=json", ...files],
      env: { PLAYWRIGHT_JSON_OUTPUT_FILE: out },
    };
  const choice = ["--project", project, "-t", MARK.source];
  return { args: [at("vitest/vitest.mjs"), "run", ...choice, "--reporter=json", `--outputFile.json=${out}`, ...files], env: {} };
}

async function run(project: Project, given: Record<string, string>): Promise<{ found: Found[]; tally: Tally }> {
  const files = filesOf(project);
  if (files.length === 0) return { found: [], tally: NOTHING };
  const folder = mkdtempSync(path.join(tmpdir(), "amanat-abuse-"));
  const out = path.join(folder, "report.json");
  const { args, env } = commandFor(project, files, out);
  try {
    const name = `abuse cases among the ${project} tests`;
    const tally = await runCheck({ name, command: process.execPath, args, env: { ...given, ...env } });
    const report: unknown = JSON.parse(readFileSync(out, "utf8"));
    const found = (project === "e2e" ? playwrightOutcomes(report) : vitestOutcomes(report)).flatMap(({ name: title, passed }) => {
      const number = Number(MARK.exec(title)?.[1]);
      return Number.isNaN(number) ? [] : [{ number, title: title.replace(MARK, "").trim(), passed }];
    });
    return { found, tally };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/**
 * Runs every test that proves an abuse case and lists the cases: how many tests prove each, which failed, and which have
 * none because what they concern does not exist yet. A case without tests and without that reason is a failure.
 */
export async function abuseTests(browser: () => Promise<Record<string, string>>): Promise<Tally> {
  const runs = [await run("house", {}), await run("slow", {}), await run("e2e", filesOf("e2e").length > 0 ? await browser() : {})];
  const found = runs.flatMap((each) => each.found);
  const total: Tally = { ...NOTHING, failed: runs.reduce((sum, { tally }) => sum + tally.failed, 0) };
  const lines = CASES.map(({ number, text, waits }) => {
    const tests = found.filter((each) => each.number === number);
    const failed = tests.filter(({ passed }) => !passed);
    total.passed += tests.length - failed.length;
    total.failed += failed.length;
    if (tests.length === 0 && waits === undefined) total.failed += 1;
    const state = failed.length > 0 ? "✗" : tests.length > 0 ? "✓" : waits === undefined ? "✗" : "–";
    const proof = tests.length > 0 ? `${tests.length} test${tests.length === 1 ? "" : "s"}` : (waits ?? "no test");
    return [`${state} ${String(number).padStart(2, "0")} ${text} (${proof})`, ...failed.map(({ title }) => `     ✗ ${title}`)].join("\n");
  });
  process.stdout.write(`\n${lines.join("\n")}\n`);
  return total;
}
