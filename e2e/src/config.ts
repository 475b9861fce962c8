import * as z from "zod";

const env = z.object({
  /** A Chromium to use instead of looking for one; read by `playwright.config.ts`. */
  CHROMIUM_PATH: z.string().min(1).optional(),
  /** A running Amanat in demo mode to test instead of starting one; needs its data directory too. */
  AMANAT_E2E_URL: z.url().optional(),
  AMANAT_DATA_DIR: z.string().min(1).optional(),
  /** Set by these tests: a second web process of their world. */
  AMANAT_E2E_SECOND_URL: z.url().optional(),
});

/** What the environment says about these tests. */
export function readConfig(source: Readonly<Record<string, string | undefined>> = process.env): z.infer<typeof env> {
  return env.parse(Object.fromEntries(Object.entries(source).filter(([name, value]) => name in env.shape && value !== "")));
}

/** Tells the tests, which run in processes of their own, where the world is. */
export function announce(world: { url: string; dataDir: string; secondUrl?: string }): void {
  process.env["AMANAT_E2E_URL"] = world.url;
  if (world.secondUrl !== undefined) process.env["AMANAT_E2E_SECOND_URL"] = world.secondUrl;
  process.env["AMANAT_DATA_DIR"] = world.dataDir;
}
