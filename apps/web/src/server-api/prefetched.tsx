import { dehydrate, HydrationBoundary, QueryClient } from "@tanstack/react-query";
import type { ReactNode } from "react";

/** An answer fetched on the server, under the client's query key. */
export type Prefetch = { key: readonly unknown[]; data: unknown };

/**
 * Puts server-fetched answers into the client's cache, so that the first paint has them and live events can refresh them. `key` is
 * `queryKey(namespace, procedure, input)`.
 */
export function Prefetched({ answers, children }: { answers: readonly Prefetch[]; children: ReactNode }) {
  const cache = new QueryClient();
  for (const { key, data } of answers) cache.setQueryData(key, data);
  return <HydrationBoundary state={dehydrate(cache)}>{children}</HydrationBoundary>;
}
