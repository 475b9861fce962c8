"use client";

import type { AmanatError, CallOptions } from "@amanat/sdk";
import type { UseMutationOptions, UseMutationResult } from "@tanstack/react-query";
import { useSyncExternalStore } from "react";
import { useAction } from "../../client/action.ts";
import { callOf } from "../../client/query.ts";
import { useAmanat } from "../../client/amanat.tsx";
import type { Callable, InputOf, MutationName, OutputOf } from "../../client/query-key.ts";

// One per tab: the entry of the newest act is shown, wherever on the desk it was done.
let newest: string | null = null;
const watchers = new Set<() => void>();

export function showRecorded(correlationId: string | null): void {
  newest = correlationId;
  for (const watcher of watchers) watcher();
}

/** The id of the newest call of the desk; null before the first, and once its entry was put away. */
export function useNewestCall(): string | null {
  return useSyncExternalStore(
    (watcher) => {
      watchers.add(watcher);
      return () => watchers.delete(watcher);
    },
    () => newest,
    () => null,
  );
}

/** An id of ours for one call, also on pages without a secure context. */
function freshId(): string {
  const bytes = globalThis.crypto.getRandomValues(new Uint8Array(16));
  return `desk-${Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("")}`;
}

/** A mutation of the operator's desk. Once it is done, the entry that it left in the audit trail is shown above the page. */
export function useDeskMutation<N extends Callable, P extends MutationName<N>>(
  namespace: N,
  procedure: P,
  options: Omit<UseMutationOptions<OutputOf<N, P>, AmanatError, InputOf<N, P>>, "mutationFn"> = {},
): UseMutationResult<OutputOf<N, P>, AmanatError, InputOf<N, P>> {
  const amanat = useAmanat();
  return useAction<OutputOf<N, P>, AmanatError, InputOf<N, P>>({
    ...options,
    mutationFn: async (input) => {
      const correlationId = freshId();
      const sent: CallOptions = { correlationId };
      const answer: OutputOf<N, P> = await callOf(amanat, namespace, procedure)(input, sent);
      showRecorded(correlationId);
      return answer;
    },
  });
}
