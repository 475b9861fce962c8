"use client";

import { useRefreshAfter } from "../../client/stale.ts";

/** What an act in a case may have changed: the case, and the deal whose money it moves. */
export function useCaseRefresh(): () => Promise<unknown> {
  const [dispute, deal] = [useRefreshAfter("dispute"), useRefreshAfter("deal")];
  return () => Promise.all([dispute(), deal()]);
}
