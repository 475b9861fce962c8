import { execFile } from "node:child_process";
import { accessSync, constants } from "node:fs";
import path from "node:path";
import { promisify } from "node:util";
import { chromium, type Browser } from "playwright-core";
import { commandFolders, readConfig } from "./config.ts";

const run = promisify(execFile);
const NAMES = ["chromium", "chromium-browser", "google-chrome-stable", "google-chrome"];
const APPLICATIONS = ["/Applications/Chromium.app/Contents/MacOS/Chromium", "/Applications/Google Chrome.app/Contents/MacOS/Google Chrome"];

// No sandbox as root, and no housekeeping that would leave the machine.
const QUIET = [
  "--disable-gpu",
  "--disable-quic",
  "--no-first-run",
  "--disable-background-networking",
  "--disable-component-update",
  "--disable-sync",
  "--disable-default-apps",
  "--metrics-recording-only",
];

function runnable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

/** The system's browser, by name on PATH or where a desktop keeps it. */
function systemChromium(): string | null {
  const folders = commandFolders();
  const candidates = [...NAMES.flatMap((name) => folders.map((folder) => path.join(folder, name))), ...APPLICATIONS];
  return candidates.find(runnable) ?? null;
}

/** apt's browser; only root can have it installed. */
async function installedByApt(): Promise<string | null> {
  if (process.getuid?.() !== 0 || !runnable("/usr/bin/apt-get")) return null;
  await run("apt-get", ["update", "-qq"]);
  await run("apt-get", ["install", "-y", "-qq", "-o", "Dpkg::Options::=--force-confdef", "chromium"], { maxBuffer: 64 * 1024 * 1024 });
  return systemChromium();
}

/**
 * A browser, in the order CHROMIUM_PATH, the system's, Playwright's own, apt's. Throws when there is
 * none: a run without a browser has shown nothing and must not look green.
 */
export async function chromiumPath(): Promise<string> {
  const named = readConfig().CHROMIUM_PATH;
  if (named !== undefined) {
    if (!runnable(named)) throw new Error(`CHROMIUM_PATH: ${named} cannot be run`);
    return named;
  }
  const found = systemChromium() ?? (runnable(chromium.executablePath()) ? chromium.executablePath() : null) ?? (await installedByApt());
  if (found === null) throw new Error("No Chromium: set CHROMIUM_PATH, install chromium, or run as root where apt-get is.");
  return found;
}

/** Starts the browser headless. */
export async function launchChromium(): Promise<Browser> {
  const root = process.getuid?.() === 0;
  return chromium.launch({ executablePath: await chromiumPath(), headless: true, args: root ? ["--no-sandbox", ...QUIET] : QUIET });
}
