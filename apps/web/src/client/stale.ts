"use client";

import type { EventSubject, EventType } from "@amanat/contracts";
import { staleAfter } from "@amanat/sdk";
import { type QueryClient, useQueryClient } from "@tanstack/react-query";

/** Asks again for what is on screen and stale after such an event, or after any about that subject. */
export function refreshAfter(queries: QueryClient, about: EventType | EventSubject): Promise<void> {
  const stale: readonly string[] = staleAfter(about);
  return queries.invalidateQueries({ predicate: ({ queryKey }) => stale.includes(`${String(queryKey[0])}.${String(queryKey[1])}`) });
}

/** The same for the event of an own action, which does not wait for its echo in the stream. */
export function useRefreshAfter(about: EventSubject): () => Promise<void> {
  const queries = useQueryClient();
  return () => refreshAfter(queries, about);
}
