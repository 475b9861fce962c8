/**
 * The way in: `npm start|test|run dev|deal|ledger|audit|sanctions|dossier|bench|simulate|prove` end here with whatever Node the machine has (20 or newer).
 * Installs what is missing, then hands over to the Node 24 that the lockfile pins. Plain JavaScript without
 * dependencies, because at this point there may be none.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { closeSync, existsSync, mkdirSync, mkdtempSync, openSync, readFileSync, readdirSync, rmdirSync, writeFileSync } from "node:fs";
import { constants, homedir } from "node:os";
import path from "node:path";
import process from "node:process";

const PNPM = "12.21.0";
const root = import.meta.dirname ?? path.dirname(new URL(import.meta.url).pathname);
const commands = ["start", "dev", "test", "deal", "ledger", "audit", "sanctions", "dossier", "bench", "simulate", "prove"];
/** Commands whose program is not the devstack's. */
const programs = { bench: "bench/src/bench.ts", simulate: "packages/simulate/src/simulate.ts", dossier: "packages/sdk/src/dossier/cli.ts" };
const windows = process.platform === "win32";

/** Ends with one line. */
function fail(line) {
  process.stderr.write(`amanat: ${line}\n`);
  process.exit(1);
}

/** Several files as one hash; a missing one counts as empty. */
function hashOf(files) {
  const hash = createHash("sha256").update(PNPM);
  for (const file of files) hash.update(`\n${file}\n`).update(existsSync(path.join(root, file)) ? readFileSync(path.join(root, file)) : "");
  return hash.digest("hex");
}

function listed(folder, keep) {
  const directory = path.join(root, folder);
  return existsSync(directory)
    ? readdirSync(directory)
        .filter(keep)
        .sort()
        .map((name) => `${folder}/${name}`)
    : [];
}

const manifests = () => [
  "package.json",
  "pnpm-lock.yaml",
  "pnpm-workspace.yaml",
  ...["apps", "packages"].flatMap((folder) => listed(folder, () => true).map((member) => `${member}/package.json`)),
  "prisma/package.json",
  "e2e/package.json",
  "bench/package.json",
];
const schema = () => [
  "prisma/package.json",
  "prisma/prisma.config.ts",
  "pnpm-lock.yaml",
  ...listed("prisma/schema", (name) => name.endsWith(".prisma")),
];

const data = path.resolve(root, process.env.AMANAT_DATA_DIR || ".amanat");
const logs = path.join(data, "logs");

/** Whether this user may really make things in a folder: permissions alone do not tell of a read-only disk. */
function writable(folder) {
  try {
    mkdirSync(folder, { recursive: true });
    rmdirSync(mkdtempSync(path.join(folder, ".amanat-")));
    return true;
  } catch {
    return false;
  }
}

/**
 * npm, pnpm and others keep caches at home. A service's home is often read-only: then everything below gets a home in our
 * data folder. Ends with one line when that, or the checkout itself, cannot be written.
 */
function makeRoom() {
  if (!writable(root)) fail(`cannot write to ${root}: packages are installed there. Use a checkout that this user may write to.`);
  if (!writable(data)) fail(`cannot write to ${data}: set AMANAT_DATA_DIR to a folder that this user may write to.`);
  const atHome = writable(homedir());
  if (!atHome) {
    process.env.HOME = path.join(data, "home");
    mkdirSync(process.env.HOME, { recursive: true });
  }
  const cache = process.env.npm_config_cache;
  // npm hands its own cache down; without one, npm's default lies at home.
  if (cache ? !writable(cache) : !atHome) process.env.npm_config_cache = path.join(data, "home/.npm");
}

/** Runs one step with its output in a log file; shows that it is alive. On failure one line says where to look. */
async function step(label, log, command, args, options) {
  mkdirSync(logs, { recursive: true });
  const file = path.join(logs, log);
  const output = openSync(file, "w");
  const began = Date.now();
  const seconds = () => `${Math.round((Date.now() - began) / 1000)} s`;
  const terminal = process.stderr.isTTY;
  const tick = setInterval(
    () => process.stderr.write(terminal ? `\r  · ${label} … ${seconds()} ` : `  · ${label} … ${seconds()}\n`),
    terminal ? 1_000 : 20_000,
  );
  const code = await new Promise((resolve) => {
    const child = spawn(command, args, { cwd: root, stdio: ["ignore", output, output], shell: windows, ...options });
    child.once("error", (error) => resolve(error.message));
    child.once("exit", (status, signal) => resolve(status ?? signal));
  });
  clearInterval(tick);
  closeSync(output);
  if (terminal) process.stderr.write("\r\u001b[K");
  if (code !== 0) {
    const words = readFileSync(file, "utf8")
      .split("\n")
      .map((line) => line.trim());
    const reason = words.filter((line) => /ERR|rror/.test(line)).at(-1) ?? words.filter(Boolean).at(-1) ?? "no output";
    fail(`${label} failed: ${reason.slice(0, 200)} (whole log: ${path.relative(process.cwd(), file)})`);
  }
  process.stderr.write(`  ✓ ${label} (${seconds()})\n`);
}

function stamped(file, hash) {
  return existsSync(file) && readFileSync(file, "utf8") === hash;
}

async function install() {
  const stamp = path.join(root, "node_modules/.amanat-install");
  const hash = hashOf(manifests());
  if (stamped(stamp, hash)) return;
  const env = { ...process.env, CI: "1", npm_config_yes: "true", npm_config_update_notifier: "false" };
  await step("installing packages", "install.log", "npx", ["-y", `pnpm@${PNPM}`, "install", "--frozen-lockfile"], { env });
  writeFileSync(stamp, hash);
}

/** The Node of the lockfile. npm's package for it keeps the binary under one of two names. */
function pinnedNode() {
  const folder = path.join(root, "node_modules/node-runtime/bin");
  const found = ["node", "node.exe"].map((name) => path.join(folder, name)).find((file) => existsSync(file));
  return found ?? fail("the pinned Node is missing after installing; remove node_modules and run again.");
}

async function generateClient(node) {
  const generated = path.join(root, "packages/db/src/generated");
  const stamp = path.join(generated, ".stamp");
  const hash = hashOf(schema());
  if (stamped(stamp, hash) && existsSync(path.join(generated, "client.ts"))) return;
  // The engine is only named, never run: without the variable Prisma would download one.
  const env = { ...process.env, PRISMA_SCHEMA_ENGINE_BINARY: node, PRISMA_HIDE_UPDATE_MESSAGE: "1", CHECKPOINT_DISABLE: "1" };
  const cli = path.join(root, "prisma/node_modules/prisma/build/index.js");
  await step("generating the database client", "generate.log", node, [cli, "generate"], {
    cwd: path.join(root, "prisma"),
    env,
    shell: false,
  });
  writeFileSync(stamp, hash);
}

/** Runs the command with the pinned Node and ends as it ended. */
function handOver(node, command, args) {
  const env = { ...process.env, PATH: `${path.join(root, "node_modules/.bin")}${path.delimiter}${process.env.PATH ?? ""}` };
  // The channel carries nothing: it closes when this process dies, however it dies, and the stack stops then.
  const program = programs[command] ?? `packages/devstack/src/${command}.ts`;
  const child = spawn(node, [path.join(root, program), ...args], {
    env,
    stdio: ["inherit", "inherit", "inherit", "ipc"],
  });
  for (const signal of ["SIGINT", "SIGTERM", "SIGHUP"]) process.on(signal, () => child.kill(signal));
  child.once("error", (error) => fail(`cannot start: ${error.message}`));
  child.once("exit", (code, signal) => process.exit(code ?? 128 + (constants.signals[signal] ?? 1)));
}

const [command = "", ...args] = process.argv.slice(2);
if (Number(process.versions.node.split(".")[0]) < 20)
  fail(`needs Node 20 or newer, this is ${process.version}. Get it from https://nodejs.org`);
if (!commands.includes(command)) fail(`unknown command "${command}"; there are: ${commands.join(", ")}`);
makeRoom();
await install();
const node = pinnedNode();
await generateClient(node);
handOver(node, command, args);
