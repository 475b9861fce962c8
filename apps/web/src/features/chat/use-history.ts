"use client";

import type { ChatPage } from "@amanat/contracts";
import { useQuery } from "@tanstack/react-query";
import { useState, useSyncExternalStore } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { Reading, type Shown } from "./reading.ts";

export type History = Shown & { reading: Reading; askAgain: () => void };

/** What is shown of one conversation, kept up with the news, without a hole. */
export function useHistory(conversationId: string, first: ChatPage): History {
  const amanat = useAmanat();
  const [reading] = useState(() => new Reading((input) => amanat.chat.messages({ conversationId, ...input }), first));
  const shown = useSyncExternalStore(reading.watch, reading.shown, reading.shown);
  const news = useQuery({
    // Under the name of the procedure: what makes its answers stale makes the news due.
    queryKey: ["chat", "messages", conversationId],
    queryFn: reading.catchUp,
    initialData: first.lastSeq,
    staleTime: Infinity,
    // What was kept of the page may be old, as after the way back.
    refetchOnMount: "always",
  });
  return { ...shown, failure: shown.failure ?? news.error, reading, askAgain: () => void news.refetch() };
}
