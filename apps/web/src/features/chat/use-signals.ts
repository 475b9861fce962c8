"use client";

import { PRESENT_MS, TYPING_EVERY_MS, TYPING_LASTS_MS } from "@amanat/contracts";
import { useCallback, useEffect, useRef, useState } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { useLiveEvents, useLiveSignals } from "../../client/live-context.ts";
import { isReached } from "../../client/reach.ts";
import { useInSight } from "./use-in-sight.ts";

/** By then a page's stream is open. */
const STREAM_MS = 4_000;

/** Tells the others that one is writing, seldom enough. Nobody misses one that is lost. */
export function useTyping(conversationId: string, open: boolean): () => void {
  const amanat = useAmanat();
  const told = useRef(-Infinity);
  return useCallback(() => {
    const now = performance.now();
    if (!open || !isReached() || now - told.current < TYPING_EVERY_MS) return;
    told.current = now;
    amanat.chat.typing({ conversationId }).catch(() => undefined);
  }, [amanat, conversationId, open]);
}

/** Whether the others are there, and writing. It is asked for while the page is looked at; what is heard is soon forgotten. */
export function useOthers(conversationId: string, open: boolean): { typing: boolean; present: boolean } {
  const amanat = useAmanat();
  const inSight = useInSight();
  const [typing, heardTyping] = useFleeting(TYPING_LASTS_MS);
  const [present, heardPresent] = useFleeting(PRESENT_MS);
  useLiveSignals((signal) => {
    if (signal.conversationId !== conversationId) return;
    heardPresent(true);
    if (signal.signal === "chat.typing") heardTyping(true);
  });
  // It is written.
  useLiveEvents((event) => {
    if (event.type === "chat.message_sent.v1" && event.data.conversationId === conversationId) heardTyping(false);
  });
  useEffect(() => {
    if (!inSight || !open) return;
    const ask = () => {
      if (isReached()) amanat.chat.presence({ conversationId }).catch(() => undefined);
    };
    ask();
    // The stream that would tell may open a little later than the page.
    const again = setTimeout(ask, STREAM_MS);
    // Before what was heard is forgotten.
    const asking = setInterval(ask, PRESENT_MS * 0.8);
    return () => {
      clearTimeout(again);
      clearInterval(asking);
    };
  }, [amanat, conversationId, inSight, open]);
  return { typing, present };
}

/** True for so long after it was last heard. */
function useFleeting(ms: number): [boolean, (is: boolean) => void] {
  const [is, setIs] = useState(false);
  const over = useRef<ReturnType<typeof setTimeout> | undefined>(undefined);
  useEffect(() => () => clearTimeout(over.current), []);
  const heard = useCallback(
    (now: boolean) => {
      clearTimeout(over.current);
      setIs(now);
      if (now) over.current = setTimeout(() => setIs(false), ms);
    },
    [ms],
  );
  return [is, heard];
}
