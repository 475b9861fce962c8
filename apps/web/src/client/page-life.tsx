"use client";

import { useRouter } from "next/navigation";
import { useEffect, useEffectEvent } from "react";
import { late, watchServer } from "./reach.ts";

type PageLifeProps = {
  /** The zone this page was written for; null for somebody whose account knows theirs. */
  zone: string | null;
};

/** What goes on while a page stands: whether the server answers, where the focus is. Shows nothing. */
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
