import type { CaseStatus } from "@amanat/contracts";
import type { Tone } from "@amanat/ui";

export const CASE_TONES: Readonly<Record<CaseStatus, Tone>> = {
  open: "attention",
  unassigned: "waiting",
  in_progress: "info",
  ruled: "info",
  resolved: "good",
  settled: "good",
  withdrawn: "neutral",
  lapsed: "neutral",
};
