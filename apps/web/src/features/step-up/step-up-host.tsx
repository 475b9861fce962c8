"use client";

import { lateComponent } from "../../client/late-component.ts";
import { useAskedProof } from "../../client/asked-proof.ts";

const StepUpDialog = lateComponent(() => import("./step-up-dialog.tsx"), "StepUpDialog");

/** The place of the one dialog that asks for proofs; nothing is loaded before the first. */
export function StepUpHost() {
  const asked = useAskedProof();
  return asked === null ? null : <StepUpDialog key={asked.question} asked={asked} />;
}
