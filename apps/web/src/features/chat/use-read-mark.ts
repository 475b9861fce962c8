"use client";

import { useEffect, useRef } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useSilence } from "../../client/reach.ts";
import { useRefreshAfter } from "../../client/stale.ts";
import type { Stretch } from "./stretch.ts";
import { useInSight } from "./use-in-sight.ts";

/** Says how far its reader has read: while the page is looked at, and the newest is on screen. */
export function useReadMark(conversationId: string, stretch: Stretch, readTo: number, isNewestSeen: boolean): void {
  const amanat = useAmanat();
  const inSight = useInSight();
  const isReached = useSilence() === null;
  const refresh = useRefreshAfter("chat");
  const told = useRef(readTo);
  const last = stretch.messages.findLast(({ mine }) => !mine)?.seq ?? 0;
  useEffect(() => {
    told.current = Math.max(told.current, readTo);
    if (!inSight || !isNewestSeen || !isReached || last <= told.current) return;
    const before = told.current;
    told.current = last;
    amanat.chat
      .markRead({ conversationId, seq: last })
      .then(refresh)
      // Told again with the next message, or when the page is looked at again.
      .catch(() => {
        told.current = before;
      });
  }, [amanat, conversationId, inSight, isNewestSeen, isReached, last, readTo, refresh]);
}
