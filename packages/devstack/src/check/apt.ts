import { execFileSync } from "node:child_process";
import process from "node:process";

/** Installs a package of the system, where we are root and the system has apt. False where that can not be. */
export function aptInstalled(name: string): boolean {
  if (process.getuid?.() !== 0) return false;
  try {
    const env = { PATH: "/usr/sbin:/usr/bin:/sbin:/bin", DEBIAN_FRONTEND: "noninteractive" };
    const options = { stdio: "ignore", timeout: 600_000, env } as const;
    execFileSync("apt-get", ["update"], options);
    execFileSync("apt-get", ["install", "-y", "--no-install-recommends", name], options);
    return true;
  } catch {
    return false;
  }
}
