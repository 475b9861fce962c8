import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { CRASH_POINTS, type CrashPoints } from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";

/**
 * Kills this process, without any farewell, the first time it passes the configured point; once per data
 * directory, so that the restarted worker goes on. Absent unless demo mode asks for it.
 */
export function crashPointsOf(config: WorkerConfig): CrashPoints | undefined {
  const wanted = config.AMANAT_CRASH_POINT;
  if (config.AMANAT_MODE !== "demo" || !wanted) return undefined;
  if (!CRASH_POINTS.some((point) => point === wanted)) throw new Error(`worker: wrong configuration: AMANAT_CRASH_POINT (one of ${CRASH_POINTS.join(", ")})`);
  const directory = config.AMANAT_DATA_DIR;
  if (!directory) throw new Error("worker: wrong configuration: AMANAT_CRASH_POINT (needs AMANAT_DATA_DIR)");
  const marker = join(directory, `crashed-at-${wanted}`);
  return {
    at(point) {
      if (point === wanted && !existsSync(marker)) {
        mkdirSync(directory, { recursive: true });
        writeFileSync(marker, new Date().toISOString());
        process.kill(process.pid, "SIGKILL");
      }
      return Promise.resolve();
    },
  };
}
