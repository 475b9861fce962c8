import { globSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { ROOT } from "../build.ts";
import { CASES } from "./abuse-cases.ts";
import { runCheck, type Tally } from "./run.ts";

const MARK = /\babuse (\d\d): /;

const reportSchema = z.object({
  testResults: z.array(z.object({ assertionResults: z.array(z.object({ fullName: z.string(), title: z.string(), status: z.string() })) })),
});

type Found = { number: number; title: string; passed: boolean };

/** Files that hold a case, by project: nothing else has to be loaded. */
function filesOf(project: "house" | "slow" | "e2e"): string[] {
  const patterns = project === "e2e" ? ["e2e/**/*.test.ts"] : ["packages/**/*.test.ts", "apps/**/*.test.ts"];
  return globSync(patterns, { cwd: ROOT, exclude: (name) => name.includes("node_modules") })
    .filter((file) => project === "e2e" || file.endsWith(".slow.test.ts") === (project === "slow"))
    .filter((file) => MARK.test(readFileSync(path.join(ROOT, file), "utf8")));
}

async function run(project: "house" | "slow" | "e2e", env: Record<string, string>): Promise<{ found: Found[]; tally: Tally }> {
  const files = filesOf(project);
  if (files.length === 0) return { found: [], tally: { passed: 0, failed: 0 } };
  const folder = mkdtempSync(path.join(tmpdir(), "amanat-abuse-"));
  const out = path.join(folder, "report.json");
  const cli = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [cli, "run", "--project", project, "-t", MARK.source, "--reporter=json", `--outputFile.json=${out}`, ...files];
  try {
    const tally = await runCheck({ name: `abuse cases among the ${project} tests`, command: process.execPath, args, env });
    const report = reportSchema.parse(JSON.parse(readFileSync(out, "utf8")));
    const found = report.testResults
      .flatMap(({ assertionResults }) => assertionResults)
      .flatMap(({ fullName, status }) => {
        const number = Number(MARK.exec(fullName)?.[1]);
        return Number.isNaN(number) ? [] : [{ number, title: fullName.replace(MARK, "").trim(), passed: status === "passed" }];
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
  const total: Tally = { passed: 0, failed: runs.reduce((sum, { tally }) => sum + tally.failed, 0) };
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
