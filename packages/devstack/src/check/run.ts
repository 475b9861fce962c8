import { spawn } from "node:child_process";
import { mkdtempSync, readFileSync, rmSync } from "node:fs";
import { setPriority, tmpdir } from "node:os";
import path from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import { ROOT } from "../build.ts";
import { childEnvironment } from "../config.ts";
import { readPlaywright, readVitest } from "./reports.ts";
import { NOTHING, type Tally } from "./tally.ts";

export type Check = { name: string; command: string; args: string[]; cwd?: string; env?: Record<string, string> };

const say = (line: string) => process.stdout.write(`${line}\n`);
const running = new Set<ReturnType<typeof spawn>>();

/** Ends whatever runs, as Ctrl-C does: runners then take down what they have started. The run itself ends by their exits. */
export function stopChecks(): void {
  for (const child of running) child.kill("SIGINT");
}

/** By so much (`nice`) a program gives way to the one beside it, its children with it. */
const BEHIND = 5;

/** A program has ended when it says so. What it left running may hold its output open for ever: that is waited for so long. */
const LAST_WORDS_MS = 2_000;

type Spawned = { heard?: boolean; behind?: boolean };

/**
 * Runs a program to its end and keeps what it says; `heard`, it is also printed as it comes. The program writes to us alone: a child
 * that it left behind then holds nothing that whoever called us waits for.
 */
export async function spawned(check: Check, { heard = false, behind = false }: Spawned = {}): Promise<{ code: number; output: string }> {
  const child = spawn(check.command, check.args, {
    cwd: check.cwd ?? ROOT,
    env: { ...childEnvironment(), ...check.env },
    stdio: ["ignore", "pipe", "pipe"],
  });
  running.add(child);
  if (behind && child.pid !== undefined) setPriority(child.pid, BEHIND);
  let output = "";
  const hear = (chunk: Buffer) => {
    output += chunk.toString();
    if (heard) process.stdout.write(chunk);
  };
  for (const stream of [child.stdout, child.stderr]) stream.on("data", hear);
  const closed = new Promise<void>((resolve) => {
    child.once("close", () => resolve());
  });
  const code = await new Promise<number>((resolve) => {
    child.once("error", (error) => {
      output += error.message;
      resolve(1);
    });
    child.once("exit", (status) => resolve(status ?? 1));
  });
  running.delete(child);
  await Promise.race([closed, sleep(LAST_WORDS_MS, undefined, { ref: false })]);
  for (const stream of [child.stdout, child.stderr]) stream.destroy();
  return { code, output };
}

/** One tool that passes or fails as a whole; it is heard only when it fails. */
export async function runCheck(check: Check): Promise<Tally> {
  const began = Date.now();
  const { code, output } = await spawned(check);
  const seconds = (Date.now() - began) / 1_000;
  say(`${code === 0 ? "✓" : "✗"} ${check.name} (${seconds.toFixed(1)} s)`);
  if (code !== 0) say(output.trimEnd().split("\n").slice(-120).join("\n"));
  const took = [{ name: check.name, seconds }];
  return code === 0 ? { passed: 1, failed: 0, took, failures: [] } : { passed: 0, failed: 1, took, failures: [check.name] };
}

/**
 * Runs a test runner, heard as it goes, and hands on the report it wrote. One that wrote none has failed.
 * `behind` another it gives way to it, and is heard at its end.
 */
async function runTests(
  part: string,
  check: (file: string) => Omit<Check, "name">,
  read: (report: unknown, code: number) => Tally | null,
  behind = false,
): Promise<Tally> {
  const folder = mkdtempSync(path.join(tmpdir(), "amanat-check-"));
  const file = path.join(folder, "report.json");
  say(`\n— ${part} tests${behind ? " begin" : ""}`);
  try {
    const { code, output } = await spawned({ name: part, ...check(file) }, { heard: !behind, behind });
    if (behind) say(`\n— ${part} tests\n${output.trimEnd()}`);
    return read(readJson(file), code) ?? { ...NOTHING, failed: 1, failures: [`${part} tests: no report was written`] };
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

/** One vitest project, counted test by test. A skipped test counts as failed: nothing here may be skipped. */
export function runVitest(project: string, { behind = false } = {}): Promise<Tally> {
  const cli = path.join(ROOT, "node_modules/vitest/vitest.mjs");
  const args = (file: string) => [cli, "run", "--project", project, "--reporter=default", "--reporter=json", `--outputFile.json=${file}`];
  return runTests(project, (file) => ({ command: process.execPath, args: args(file) }), readVitest, behind);
}

/** The browser tests, counted in the same way. */
export function runPlaywright(env: Record<string, string>): Promise<Tally> {
  const args = [path.join(ROOT, "node_modules/@playwright/test/cli.js"), "test", "--reporter=list,json"];
  const check = (file: string) => ({ command: process.execPath, args, env: { ...env, PLAYWRIGHT_JSON_OUTPUT_FILE: file } });
  return runTests("e2e", check, readPlaywright);
}

function readJson(file: string): unknown {
  try {
    return JSON.parse(readFileSync(file, "utf8"));
  } catch {
    return null;
  }
}
