import { defineConfig } from "@playwright/test";
import { quietChromium } from "./e2e/src/chromium.ts";
import type { Look } from "./e2e/src/visitor.ts";

const PHONE = { width: 390, height: 844 } as const;
const DESK = { width: 1_280, height: 900 } as const;

/**
 * `npm test -- e2e` runs all of it; `npx playwright test deal` the files with that in their name, `--project "fa phone"`
 * one look. What a failed test did is kept in `.amanat/e2e`: `npx playwright show-trace .amanat/e2e/…/trace.zip`.
 */
export default defineConfig<{ look: Look }>({
  testDir: "e2e",
  outputDir: ".amanat/e2e",
  globalSetup: "./e2e/src/global-setup.ts",
  globalTimeout: 3_600_000,
  forbidOnly: true,
  // One worker for tests that act, one for tests that only look. Two that act would pay from one wallet on one chain, and one of them takes blocks back.
  workers: 2,
  // It ends what hangs. On a busy machine the longest of them, a whole deal by three people, takes three minutes.
  timeout: 420_000,
  // As long as a page waits for an element: on a busy machine an answer takes many seconds.
  expect: { timeout: 45_000 },
  use: {
    launchOptions: quietChromium(process.env),
    screenshot: "only-on-failure",
    // What was done, asked and complained about. Pictures of every step would double the time, and change what is weighed.
    trace: { mode: "retain-on-failure", snapshots: false, screenshots: false, sources: false },
  },
  // A free worker takes the first project that is free: tests that act run from beginning to end, the others beside them.
  projects: [
    { name: "acts", testMatch: ["**/flows/*.test.ts", "**/hostile/money.test.ts"], workers: 1 },
    // Every page in the look most people have, each kind of page also at night; each kind from left to right.
    { name: "fa phone", testMatch: "**/e2e/pages.test.ts", workers: 1, use: { look: { locale: "fa", scheme: "light", ...PHONE } } },
    { name: "en desk", testMatch: "**/looks/kinds.test.ts", workers: 1, use: { look: { locale: "en", scheme: "light", ...DESK } } },
    // It breaks a world of its own.
    { name: "breaks", testMatch: "**/hostile/kills.test.ts", workers: 1 },
  ],
});
