import { existsSync } from "node:fs";
import { aptInstalled } from "./apt.ts";

const PLACES = ["/usr/sbin/clamd", "/usr/local/sbin/clamd", "/opt/homebrew/sbin/clamd"];

/** clamd itself, for the tests of what looks for harm in files: apt's, where we are root. Without it they are skipped, which counts as failed. */
export function ensureClamd(): void {
  if (!PLACES.some((file) => existsSync(file))) aptInstalled("clamav-daemon");
}
