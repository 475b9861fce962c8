import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CRASH_POINTS, type CrashPoints } from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";

/** The points named in AMANAT_CRASH_POINT, separated by commas. Throws one line on an unknown one. */
function wantedPoints(names: string): Set<string> {
  const wanted = new Set(names.split(",").map((name) => name.trim()));
  for (const name of wanted) {
    if (!CRASH_POINTS.some((point) => point === name))
      throw new Error(`worker: wrong configuration: AMANAT_CRASH_POINT (any of ${CRASH_POINTS.join(", ")})`);
  }
  return wanted;
}

/**
 * Kills this process, without any farewell, the first time it passes each of the configured points; once per
 * point and data directory, so that the restarted worker goes on. Absent unless demo mode asks for it.
 */
export function crashPointsOf(config: WorkerConfig): CrashPoints | undefined {
  if (config.AMANAT_MODE !== "demo" || !config.AMANAT_CRASH_POINT) return undefined;
  const wanted = wantedPoints(config.AMANAT_CRASH_POINT);
  const directory = config.AMANAT_DATA_DIR;
  if (!directory) throw new Error("worker: wrong configuration: AMANAT_CRASH_POINT (needs AMANAT_DATA_DIR)");
  return {
    at(point) {
      const marker = join(directory, `crashed-at-${point}`);
      if (wanted.has(point) && !existsSync(marker)) {
        mkdirSync(directory, { recursive: true });
        writeFileSync(marker, new Date().toISOString());
        process.kill(process.pid, "SIGKILL");
      }
      return Promise.resolve();
    },
  };
}
