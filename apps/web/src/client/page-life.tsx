"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { late, watchServer } from "./reach.ts";

type PageLifeProps = {
  /** The zone this page was written for; null for somebody whose account knows theirs. */
  zone: string | null;
};

/** Watches a page while it is open: that the server answers, and that the focus follows a change of page. Renders nothing. */
export function PageLife({ zone }: PageLifeProps) {
  const router = useRouter();
  const again = useEffectEvent(() => router.refresh());
  useEffect(watchServer, []);
  useEffect(() => {
    const stop = new AbortController();
    void late(() => import("./after-page.ts")).then(({ keepFocus, noteZone }) => {
      if (stop.signal.aborted) return;
      keepFocus(stop.signal);
      if (zone !== null) noteZone(zone, () => again());
    });
    return () => stop.abort();
  }, [zone]);
  return null;
}
