import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import * as z from "zod";
import { ROOT } from "../build.ts";
import { childEnvironment } from "../config.ts";

export type Tally = { passed: number; failed: number };

export type Check = { name: string; command: string; args: string[]; cwd?: string; env?: Record<string, string> };

const say = (line: string) => process.stdout.write(`${line}\n`);
const running = new Set<ReturnType<typeof spawn>>();

/** Ends whatever runs; the run itself then ends by their exits. */
export function stopChecks(): void {
  for (const child of running) child.kill("SIGTERM");
}

function spawned(check: Check, stdio: "inherit" | "pipe"): Promise<{ code: number; output: string }> {
  return new Promise((resolve) => {
    const child = spawn(check.command, check.args, {
      cwd: check.cwd ?? ROOT,
      env: { ...childEnvironment(), ...check.env },
      stdio: ["ignore", stdio, stdio],
    });
    running.add(child);
    let output = "";
    for (const stream of [child.stdout, child.stderr]) stream?.on("data", (chunk: Buffer) => (output += chunk.toString()));
    child.once("error", (error) => {
      running.delete(child);
      resolve({ code: 1, output: `${output}${error.message}` });
    });
    child.once("close", (code) => {
      running.delete(child);
      resolve({ code: code ?? 1, output });
    });
  });
}

/** One tool that passes or fails as a whole; it is heard only when it fails. */
export async function runCheck(check: Check): Promise<Tally> {
  const began = Date.now();
  const { code, output } = await spawned(check, "pipe");
  const seconds = ((Date.now() - began) / 1_000).toFixed(1);
  say(`${code === 0 ? "✓" : "✗"} ${check.name} (${seconds} s)`);
  if (code !== 0) say(output.trimEnd().split("\n").slice(-120).join("\n"));
  return code === 0 ? { passed: 1, failed: 0 } : { passed: 0, failed: 1 };
}

const report = z.object({
  numPassedTests: z.number(),
  numFailedTests: z.number(),
  numFailedTestSuites: z.number(),
  numPendingTests: z.number(),
  numTodoTests: z.number(),
});

/** One vitest project, shown as it goes; counted test by test. A skipped test counts as failed: nothing here may be skipped. */
export async function runVitest(project: string, env: Record<string, string> = {}): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "amanat-check-"));
  const file = path.join(folder, "report.json");
  const cli = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = [cli, "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  say(`\n— ${project} tests`);
  try {
    const { code } = await spawned({ name: project, command: process.execPath, args, env }, "inherit");
    const counted = report.safeParse(readJson(file));
    if (!counted.success) return { passed: 0, failed: 1 };
    const { numPassedTests, numFailedTests, numFailedTestSuites, numPendingTests, numTodoTests } = counted.data;
    const failed = numFailedTests + numPendingTests + numTodoTests;
    // A suite that could not even load has no failed test of its own.
    return { passed: numPassedTests, failed: failed === 0 && (code !== 0 || numFailedTestSuites > 0) ? 1 : failed };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}

/** Runs tasks, at most `width` at a time, and adds up what they say. */
export async function inParallel(width: number, tasks: readonly (() => Promise<Tally>)[]): Promise<Tally> {
  const queue = [...tasks];
  const total: Tally = { passed: 0, failed: 0 };
  const work = async () => {
    for (let task = queue.shift(); task !== undefined; task = queue.shift()) {
      const { passed, failed } = await task();
      total.passed += passed;
      total.failed += failed;
    }
  };
  await Promise.all(Array.from({ length: width }, work));
  return total;
}
