import type { LaunchOptions } from "@playwright/test";
import { findBrowser } from "@amanat/devstack";

/**
 * The address bar draws its suggestions with two pages of its own for each window, a third of what a visit costs (docs/performance.md). The rest is
 * what Playwright turns off itself and we rely on: of two such switches Chromium takes the last.
 */
const WITHOUT = [
  "WebUIOmniboxPopup",
  "WebUIOmniboxAimPopup",
  "AvoidUnnecessaryBeforeUnloadCheckSync",
  "DestroyProfileOnBrowserClose",
  "HttpsUpgrades",
  "HttpsFirstBalancedModeAutoEnable",
  "LensOverlay",
  "MediaRouter",
  "PaintHolding",
  "ThirdPartyStoragePartitioning",
  "AvoidCorsURLLoaderRestartOnRedirect",
  "OptimizationHints",
  "NetworkTimeServiceQuerying",
  "AimEnabled",
  "PreconnectToSearch",
];

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
  `--disable-features=${WITHOUT.join(",")}`,
];

/** The Chromium of this machine, headless; as root it has no sandbox. Throws when there is none. */
export function quietChromium({ CHROMIUM_PATH, PATH }: Readonly<Record<string, string | undefined>>): LaunchOptions {
  const root = process.getuid?.() === 0;
  return { executablePath: findBrowser(CHROMIUM_PATH, PATH ?? ""), args: root ? ["--no-sandbox", ...QUIET] : QUIET };
}
