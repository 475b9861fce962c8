import { execFileSync } from "node:child_process";
import { mkdirSync, readFileSync, writeFileSync } from "node:fs";
import path from "node:path";
import * as z from "zod";
import { ROOT } from "../build.ts";

const kept = z.object({ commit: z.string(), done: z.array(z.object({ step: z.string(), seconds: z.number(), figure: z.string() })) });

/** What a proof has shown so far, and of which state of the house. */
export type Kept = z.infer<typeof kept>;

/** The commit that is checked out, marked when something has been changed since. */
export function commitHere(): string {
  const git = (...args: string[]) => execFileSync("git", args, { cwd: ROOT, encoding: "utf8" }).trim();
  return `${git("rev-parse", "--short", "HEAD")}${git("status", "--porcelain") === "" ? "" : " with changes"}`;
}

const fileOf = (dataDir: string, name: string) => path.join(dataDir, "proofs", `${name}.json`);

/** What is left from an earlier run on the same commit; nothing from another one. */
export function readKept(dataDir: string, name: string, commit: string): Kept {
  try {
    const found = kept.parse(JSON.parse(readFileSync(fileOf(dataDir, name), "utf8")));
    if (found.commit === commit) return found;
  } catch {
    // None, or half a file: the proof begins anew.
  }
  return { commit, done: [] };
}

export function writeKept(dataDir: string, name: string, state: Kept): void {
  mkdirSync(path.dirname(fileOf(dataDir, name)), { recursive: true });
  writeFileSync(fileOf(dataDir, name), `${JSON.stringify(state, null, 2)}\n`);
}
