import { existsSync, mkdirSync, writeFileSync } from "node:fs";
import { join } from "node:path";
import { DELIVERY_CRASH_POINTS, type DeliveryCrash } from "@amanat/db";
import { WrongSetting } from "@amanat/env";
import { CRASH_POINTS, type CrashPoints } from "@amanat/payment";
import type { WorkerConfig } from "./config.ts";

const POINTS: readonly string[] = [...CRASH_POINTS, ...DELIVERY_CRASH_POINTS];

/**
 * Kills this process, without any farewell, the first time it passes each configured point; once per point
 * and data directory (`crashed-at-<point>`), so that the restarted worker goes on. Absent unless demo mode asks for it.
 */
export function crashPointsOf(config: WorkerConfig): (CrashPoints & DeliveryCrash) | undefined {
  const wanted = (config.AMANAT_CRASH_POINT ?? "")
    .split(",")
    .map((name) => name.trim())
    .filter((name) => name !== "");
  if (config.AMANAT_MODE !== "demo" || wanted.length === 0) return undefined;
  if (!wanted.every((name) => POINTS.includes(name))) throw new WrongSetting("AMANAT_CRASH_POINT", `must be of ${POINTS.join(", ")}`);
  const directory = config.AMANAT_DATA_DIR;
  if (!directory) throw new WrongSetting("AMANAT_CRASH_POINT", "needs AMANAT_DATA_DIR");
  return {
    at(point: string) {
      const marker = join(directory, `crashed-at-${point}`);
      if (wanted.includes(point) && !existsSync(marker)) {
        mkdirSync(directory, { recursive: true });
        writeFileSync(marker, new Date().toISOString());
        process.kill(process.pid, "SIGKILL");
      }
      return Promise.resolve();
    },
  };
}
