"use client";

import dynamic from "next/dynamic";
import { late } from "../../client/reach.ts";
import { useAskedProof } from "./asked.ts";

const StepUpDialog = dynamic(async () => (await late(() => import("./step-up-dialog.tsx"))).StepUpDialog);

/** The place of the one dialog that asks for proofs; nothing is loaded before the first. */
export function StepUpHost() {
  const asked = useAskedProof();
  return asked === null ? null : <StepUpDialog key={asked.question} asked={asked} />;
}
