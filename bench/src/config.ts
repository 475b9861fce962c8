import os from "node:os";

/** Folders that are searched for programs, as the environment lists them. */
export const searchPath = (): string[] => (process.env["PATH"] ?? "").split(os.platform() === "win32" ? ";" : ":").filter(Boolean);

/** The Chromium somebody named, to use instead of looking for one. */
export const chromiumPath = (): string | undefined => process.env["CHROMIUM_PATH"];

/** What a child inherits: where programs and homes are, and nothing that configures the product. */
export function plainEnvironment(): Record<string, string> {
  const kept = ["PATH", "HOME", "TMPDIR", "LANG", "SystemRoot"];
  return Object.fromEntries(kept.flatMap((name) => (process.env[name] === undefined ? [] : [[name, process.env[name]]])));
}

/** Set by the run for the processes it starts. */
export const RECORDING_FILE = "AMANAT_BENCH_RECORDING";
export const REFERENCE_PLAN = "AMANAT_BENCH_PLAN";

function wanted(name: string): string {
  const value = process.env[name];
  if (value === undefined) throw new Error(`${name} is not set`);
  return value;
}
export const recordingFile = (): string => wanted(RECORDING_FILE);
export const referencePlan = (): string => wanted(REFERENCE_PLAN);
