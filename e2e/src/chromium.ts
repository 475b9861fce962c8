import type { LaunchOptions } from "@playwright/test";
import { findBrowser } from "@amanat/devstack";

// No housekeeping that would leave the machine.
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

/** The Chromium of this machine, headless; as root it has no sandbox. Throws when there is none. */
export function quietChromium({ CHROMIUM_PATH, PATH }: Readonly<Record<string, string | undefined>>): LaunchOptions {
  const root = process.getuid?.() === 0;
  return { executablePath: findBrowser(CHROMIUM_PATH, PATH ?? ""), args: root ? ["--no-sandbox", ...QUIET] : QUIET };
}
