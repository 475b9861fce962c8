"use client";

import { ERRORS, type StepUpBegun, type StepUpDemand, type StepUpProof } from "@amanat/contracts";
import { AmanatError } from "@amanat/sdk";
import { useSyncExternalStore } from "react";

/** A proof of presence that a call is waiting for. */
export type AskedProof = {
  /** The same for every time one question is asked: what was typed stays until it is over. */
  question: number;
  begun: StepUpBegun;
  demand: StepUpDemand;
  /** Why the last answer to the same question did not count. */
  failed: AmanatError | null;
  /** The answer is with the server: nothing can be answered or taken back now. */
  answering: boolean;
  prove: (proof: StepUpProof) => void;
  /** Asks for another mailed code, for the same demand. */
  another: () => void;
  cancel: () => void;
};

// One per tab, beside the one client of the tab that asks: whoever made the call, the same dialog answers.
let asked: AskedProof | null = null;
const watchers = new Set<() => void>();
const questions = new WeakMap<Promise<void>, number>();
let questionsAsked = 0;

function show(next: AskedProof | null): void {
  asked = next;
  for (const watcher of watchers) watcher();
}

/** The number of a question; its dialog goes when it is over. */
function questionOf(over: Promise<void>): number {
  const known = questions.get(over);
  if (known !== undefined) return known;
  const question = (questionsAsked += 1);
  questions.set(over, question);
  void over.then(() => {
    if (asked?.question === question) show(null);
  });
  return question;
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
 * Asks the person in front of the page for a proof that fits the demand, and stays until the server has taken it. Rejects
 * with STEP_UP_REQUIRED when they close the dialog, and when another call asks meanwhile: two questions at once could be
 * answered for each other.
 */
export function askForProof(
  begun: StepUpBegun,
  demand: StepUpDemand,
  failed: AmanatError | null,
  over: Promise<void>,
): Promise<StepUpProof | "another"> {
  // Nothing to ask: having just signed in is the proof.
  if (begun.methods.session === true) return Promise.resolve({ method: "session" });
  if (typeof window === "undefined") return Promise.reject(notProved());
  const question = questionOf(over);
  if (asked?.question !== question) asked?.cancel();
  return new Promise((resolve, reject) => {
    // The first answer counts, also of two in one moment.
    const answer = (given: StepUpProof | "another") => {
      if (asked !== mine) return;
      show({ ...mine, answering: true });
      resolve(given);
    };
    const cancel = () => {
      if (asked !== mine) return;
      show(null);
      reject(notProved());
    };
    const mine: AskedProof = {
      question,
      begun,
      demand,
      failed,
      answering: false,
      prove: answer,
      another: () => answer("another"),
      cancel,
    };
    show(mine);
  });
}

/** The proof the page is asked for now, or null. */
export function useAskedProof(): AskedProof | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    askedNow,
    () => null,
  );
}

/** The proof that is asked for now, for what is no component. */
export function askedNow(): AskedProof | null {
  return asked;
}
