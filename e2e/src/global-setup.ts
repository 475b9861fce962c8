import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import path from "node:path";
import { startStack } from "@amanat/devstack";
import { announce, readConfig } from "./config.ts";
import { outsideOf, reserveOutside, strangersOf } from "./outside.ts";

/** The one world of all browser tests: a whole Amanat on a free port, or the one that AMANAT_E2E_URL names. */
export default async function startWorld(): Promise<() => Promise<void>> {
  const config = readConfig();
  if (config.AMANAT_E2E_URL !== undefined) {
    if (config.AMANAT_DATA_DIR === undefined) throw new Error("AMANAT_E2E_URL needs AMANAT_DATA_DIR, where its demo.json is.");
    return () => Promise.resolve();
  }
  const dataDir = mkdtempSync(path.join(tmpdir(), "amanat-e2e-"));
  const outside = await reserveOutside(dataDir);
  const strangers = strangersOf(outside);
  const web = { ...outsideOf(outside), ...strangers };
  // The second chain keeps a person's pace: on it a payment can be seen before it is credited.
  const stack = await startStack({
    dataDir,
    port: 0,
    extra: ["web"],
    blockMs: [250, 1_000],
    childEnv: { web, "web-2": web, worker: strangers },
  });
  announce({ url: stack.url, dataDir, ...(stack.secondUrl === null ? {} : { secondUrl: stack.secondUrl }) });
  return async () => {
    await stack.stop();
    rmSync(dataDir, { recursive: true, force: true });
  };
}
