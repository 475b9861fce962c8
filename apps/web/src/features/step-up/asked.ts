"use client";

import { ERRORS, type StepUpBegun, type StepUpDemand, type StepUpProof } from "@amanat/contracts";
import { AmanatError } from "@amanat/sdk";
import { useSyncExternalStore } from "react";

/** A proof of presence that a call is waiting for. */
export type AskedProof = {
  begun: StepUpBegun;
  demand: StepUpDemand;
  /** Why the last answer to the same question did not count. */
  failed: AmanatError | null;
  prove: (proof: StepUpProof) => void;
  cancel: () => void;
};

// One per tab, beside the one client of the tab that asks: whoever made the call, the same dialog answers.
let asked: AskedProof | null = null;
const watchers = new Set<() => void>();

function show(next: AskedProof | null): void {
  asked = next;
  for (const watcher of watchers) watcher();
}

function notProved(): AmanatError {
  const row = ERRORS.STEP_UP_REQUIRED;
  return new AmanatError({
    code: "STEP_UP_REQUIRED",
    message: row.hint,
    correlationId: "",
    retryable: row.retryable,
    retryHint: row.hint,
  });
}

/**
 * Asks the person in front of the page for a proof that fits the demand. Rejects with STEP_UP_REQUIRED when they close
 * the dialog, and when another call asks meanwhile: two questions at once could be answered for each other.
 */
export function askForProof(begun: StepUpBegun, demand: StepUpDemand, failed: AmanatError | null = null): Promise<StepUpProof> {
  // Nothing to ask: having just signed in is the proof.
  if (begun.methods.session === true) return Promise.resolve({ method: "session" });
  if (typeof window === "undefined") return Promise.reject(notProved());
  asked?.cancel();
  return new Promise((resolve, reject) => {
    show({
      begun,
      demand,
      failed,
      prove: (proof) => {
        show(null);
        resolve(proof);
      },
      cancel: () => {
        show(null);
        reject(notProved());
      },
    });
  });
}

/** The proof the page is asked for now, or null. */
export function useAskedProof(): AskedProof | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => asked,
    () => null,
  );
}
