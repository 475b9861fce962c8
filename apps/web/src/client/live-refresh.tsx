"use client";

import type { QueryPath } from "@amanat/contracts";
import { staleAfter } from "@amanat/sdk";
import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLiveEvents } from "./live-context.ts";

const GATHER_MS = 250;

/** Renders the page's server part again after events that make stale what it was written from. Shows nothing. */
export function LiveRefresh({ queries }: { queries: readonly QueryPath[] }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLiveEvents((event) => {
    const stale = staleAfter(event.type);
    if (!queries.some((query) => stale.includes(query))) return;
    if (timer.current !== null) clearTimeout(timer.current);
    // Events of one transaction arrive together; one rendering serves them all.
    timer.current = setTimeout(() => router.refresh(), GATHER_MS);
  });
  useEffect(
    () => () => {
      if (timer.current !== null) clearTimeout(timer.current);
    },
    [],
  );
  return null;
}
