import { IconCheck } from "@tabler/icons-react";
import classes from "./step-track.module.css";

export type TrackStep = { key: string; label: string; state: "done" | "current" | "next" };

/** Where a deal stands among its few big steps. */
export function StepTrack({ label, steps }: { label: string; steps: readonly TrackStep[] }) {
  return (
    <ol className={classes.track} aria-label={label}>
      {steps.map((step) => (
        <li key={step.key} className={classes.step} data-state={step.state} aria-current={step.state === "current" ? "step" : undefined}>
          <span className={classes.mark}>{step.state === "done" ? <IconCheck size={16} aria-hidden /> : null}</span>
          <span className={classes.label}>{step.label}</span>
        </li>
      ))}
    </ol>
  );
}
