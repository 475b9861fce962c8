"use client";

import { useSyncExternalStore } from "react";

function watch(watcher: () => void): () => void {
  document.addEventListener("visibilitychange", watcher);
  return () => document.removeEventListener("visibilitychange", watcher);
}

/** Whether somebody is looking at this page. */
export function useInSight(): boolean {
  return useSyncExternalStore(
    watch,
    () => !document.hidden,
    () => false,
  );
}
