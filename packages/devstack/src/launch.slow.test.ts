import { spawn } from "node:child_process";
import { copyFileSync, existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { afterAll, expect, test } from "vitest";
import { ROOT } from "./build.ts";

const folder = mkdtempSync(path.join(tmpdir(), "amanat-launch-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));

/** Nobody can write below it, not even root. */
const NOWHERE = "/dev/null";

/** The launcher in a checkout that needs no package: what it installs is pnpm itself. */
async function launch(env: Record<string, string>) {
  copyFileSync(path.join(ROOT, "launch.mjs"), path.join(folder, "launch.mjs"));
  writeFileSync(path.join(folder, "package.json"), JSON.stringify({ name: "checkout", private: true }));
  writeFileSync(path.join(folder, "pnpm-lock.yaml"), "lockfileVersion: '9.0'\n\nimporters:\n\n  .: {}\n");
  const { npm_config_cache: _ours, AMANAT_DATA_DIR: _data, ...inherited } = process.env;
  const child = spawn(process.execPath, ["launch.mjs", "start"], { cwd: folder, env: { ...inherited, ...env }, stdio: "pipe" });
  let said = "";
  for (const stream of [child.stdout, child.stderr]) stream.on("data", (chunk: Buffer) => (said += chunk.toString()));
  await new Promise((resolve) => child.once("close", resolve));
  return said;
}

test("a home that cannot be written stops no first install: what is kept there goes into the data folder", async () => {
  const said = await launch({ HOME: NOWHERE });
  expect(said).toContain("✓ installing packages");
  // The end of this small checkout, which names no Node: the install before it went well.
  expect(said).toContain("the pinned Node is missing");
  expect(existsSync(path.join(folder, ".amanat/home/.npm"))).toBe(true);
});

test("a cache that cannot be written is replaced too", async () => {
  rmSync(path.join(folder, "node_modules"), { recursive: true, force: true });
  expect(await launch({ npm_config_cache: path.join(NOWHERE, "cache") })).toContain("✓ installing packages");
});

test("where nothing can be written, one line says what to do", async () => {
  const said = await launch({ HOME: NOWHERE, AMANAT_DATA_DIR: path.join(NOWHERE, "data") });
  expect(said.trim()).toBe("amanat: cannot write to /dev/null/data: set AMANAT_DATA_DIR to a folder that this user may write to.");
});
