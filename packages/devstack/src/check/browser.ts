import { existsSync } from "node:fs";
import { createRequire } from "node:module";
import path from "node:path";
import { ROOT } from "../build.ts";
import { StackError } from "../stack-error.ts";
import { aptInstalled } from "./apt.ts";

const NAMES = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable", "chrome", "msedge"];
const MAC = ["/Applications/Google Chrome.app/Contents/MacOS/Google Chrome", "/Applications/Chromium.app/Contents/MacOS/Chromium"];

function onPath(searchPath: string): string | null {
  const found = searchPath.split(path.delimiter).flatMap((folder) => NAMES.map((name) => path.join(folder, name)));
  return [...found, ...MAC].find((file) => existsSync(file)) ?? null;
}

/** The browser Playwright downloaded, when somebody did that here. */
function playwrights(): string | null {
  const runner: unknown = createRequire(path.join(ROOT, "e2e/package.json"))("@playwright/test");
  if (typeof runner !== "object" || runner === null || !("chromium" in runner)) return null;
  const { chromium } = runner as { chromium: { executablePath(): string } };
  const file = chromium.executablePath();
  return existsSync(file) ? file : null;
}

const install = (): string | null => (aptInstalled("chromium") ? onPath("/usr/bin") : null);

/**
 * A Chromium to test with: the one named, the system's, Playwright's, or apt's when root, in that
 * order. Throws when there is none: the end-to-end test is never skipped.
 */
export function findBrowser(given: string | undefined, searchPath: string): string {
  if (given !== undefined && given !== "") {
    if (existsSync(given)) return given;
    throw new StackError(`CHROMIUM_PATH names ${given}, which does not exist`);
  }
  const found = onPath(searchPath) ?? playwrights() ?? install();
  if (found === null)
    throw new StackError("no Chromium for the end-to-end test: install one, or set CHROMIUM_PATH (as root, apt-get would do it)");
  return found;
}
