import { delimiter } from "node:path";
import * as z from "zod";

const env = z.object({
  /** A browser to use instead of looking for one. */
  CHROMIUM_PATH: z.string().min(1).optional(),
  /** A running Amanat in demo mode to test instead of starting one; needs its data directory too. */
  AMANAT_E2E_URL: z.url().optional(),
  AMANAT_DATA_DIR: z.string().min(1).optional(),
  PATH: z.string().default(""),
});

/** What the environment says about these tests. */
export function readConfig(source: Readonly<Record<string, string | undefined>> = process.env): z.infer<typeof env> {
  return env.parse(Object.fromEntries(Object.entries(source).filter(([name, value]) => name in env.shape && value !== "")));
}

/** The folders commands are looked for in. */
export function commandFolders(): string[] {
  return readConfig().PATH.split(delimiter);
}
