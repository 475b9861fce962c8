"use client";

import { useRouter } from "next/navigation";
import { useEffect, useRef } from "react";
import { useLiveEvents } from "../../client/live-events.tsx";

const GATHER_MS = 250;

/** Renders the page's server part again after events of these kinds (`request`, `offer`, `deal`…). Shows nothing. */
export function LiveRefresh({ kinds }: { kinds: readonly string[] }) {
  const router = useRouter();
  const timer = useRef<ReturnType<typeof setTimeout> | null>(null);
  useLiveEvents((event) => {
    if (!kinds.some((kind) => event.type.startsWith(`${kind}.`))) return;
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
