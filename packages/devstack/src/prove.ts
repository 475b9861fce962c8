/**
 * `npm run prove -- <name> [--again]`: the long form of a proof whose small form `npm test` holds. Step by step; a run that
 * was ended goes on where it was, as long as the commit is the same. Prints each figure and the commit it is of.
 */
import { existsSync } from "node:fs";
import path from "node:path";
import { parseArgs } from "node:util";
import { ensureSdk, ensureWeb } from "./build.ts";
import { aptInstalled } from "./check/apt.ts";
import { findBrowser } from "./check/browser.ts";
import { spawned, stopChecks } from "./check/run.ts";
import { commitHere, readKept, writeKept } from "./prove/kept.ts";
import { type Proof, PROOFS, type Step } from "./prove/proofs.ts";
import { StackError } from "./stack-error.ts";
import { dataDir, environment, runCommand } from "./stored.ts";

const say = (line: string) => process.stdout.write(`${line}\n`);

/** The figure of a step that held. Throws with the end of its output when it did not. */
async function shown({ name, args, env, figure }: Step, given: Readonly<Record<string, string>>): Promise<string> {
  const { code, output } = await spawned({ name, command: process.execPath, args: [...args], env: { ...given, ...env } });
  const found = figure.exec(output)?.[0];
  if (code === 0 && found !== undefined) return found.trim();
  throw new StackError(`${name} does not hold:\n${output.trimEnd().split("\n").slice(-60).join("\n")}`);
}

async function main(args: readonly string[]): Promise<number> {
  const options = { again: { type: "boolean", default: false } } as const;
  const { values, positionals } = parseArgs({ args: [...args], allowPositionals: true, options });
  const [name = ""] = positionals;
  const proof = PROOFS[name];
  if (proof === undefined) {
    const lines = Object.entries(PROOFS).map(([each, { says }]) => `  ${each.padEnd(10)}${says}`);
    throw new StackError(`what to prove? npm run prove -- <name> [--again]\n${lines.join("\n")}`);
  }
  for (const signal of ["SIGINT", "SIGTERM"] as const) process.on(signal, () => stopChecks());
  if (proof.program !== undefined) requireProgram(proof.program);
  const commit = commitHere();
  const kept = values.again ? { commit, done: [] } : readKept(dataDir, name, commit);
  say(`${name}: ${proof.says}`);
  for (const { step, seconds, figure } of kept.done) say(`✓ ${step} (${seconds} s, shown before): ${figure}`);
  const left = proof.steps.filter((step) => !kept.done.some((done) => done.step === step.name));
  const given = proof.browser && left.length > 0 ? await readyForBrowser() : {};
  for (const step of left) {
    const began = Date.now();
    const figure = await shown(step, given);
    kept.done.push({ step: step.name, seconds: Math.round((Date.now() - began) / 1_000), figure });
    writeKept(dataDir, name, kept);
    say(`✓ ${step.name} (${kept.done.at(-1)?.seconds} s): ${figure}`);
  }
  say(`${name} is proved at ${commit}`);
  return 0;
}

function requireProgram({ file, package: name }: NonNullable<Proof["program"]>): void {
  if (existsSync(file)) return;
  if (!aptInstalled(name)) throw new StackError(`there is no ${file}: install ${name} (as root, apt-get would do it)`);
}

async function readyForBrowser(): Promise<Record<string, string>> {
  const logDir = path.join(dataDir, "logs");
  await ensureSdk(logDir);
  await ensureWeb(logDir);
  return { CHROMIUM_PATH: findBrowser(environment["CHROMIUM_PATH"], environment["PATH"] ?? "") };
}

await runCommand(main);
