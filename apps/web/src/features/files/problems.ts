import { FILE_FAULTS, FILE_PURPOSES, type FileFault, type FilePurpose } from "@amanat/contracts";

/** Why a file was not taken. All but what stands in `AGAIN` is so each time. */
export type Problem = FileFault | "size" | "empty" | "name" | "count" | "quota" | "slow" | "busy" | "network" | "unknown";

/** What may go better the next time. */
const AGAIN: ReadonlySet<Problem> = new Set(["count", "quota", "slow", "busy", "network", "unknown"]);
export const mayGoBetter = (problem: Problem): boolean => AGAIN.has(problem);

const isFault = (code: string): code is FileFault => (FILE_FAULTS as readonly string[]).includes(code);

const BY_CODE: Readonly<Record<string, Problem>> = {
  PAYLOAD_TOO_LARGE: "size",
  FILE_QUOTA: "quota",
  UPLOAD_TOO_SLOW: "slow",
  RATE_LIMITED: "busy",
  BUSY: "busy",
  VALIDATION_ERROR: "name",
};

/** Of a refusal's codes. `status` zero: nobody answered. */
export function problemOf({ code, issue, status }: { code: string; issue: string; status: number }): Problem {
  if (isFault(issue)) return issue;
  return BY_CODE[code] ?? (status === 0 ? "network" : "unknown");
}

/** What can be said of a file before any of it is sent. */
export function problemBefore({ type, size }: { type: string; size: number }, purpose: FilePurpose, mostBytes: number): Problem | null {
  if (size === 0) return "empty";
  if (size > mostBytes) return "size";
  if (/^image\/hei[cf]/.test(type)) return "file_heic";
  return (FILE_PURPOSES[purpose].types as readonly string[]).includes(type) ? null : "file_type";
}
