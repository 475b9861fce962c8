"use client";

import type { ChatMessage } from "@amanat/contracts";
import { type RefObject, useEffect, useState } from "react";
import type { ListHandle } from "./message-list.tsx";
import type { Reading } from "./reading.ts";
import type { Row } from "./rows.ts";
import { isAtEnd } from "./stretch.ts";

/** Goes to a message, wherever in the conversation it is, and marks it. */
export function useJump(reading: Reading, rows: readonly Row<ChatMessage>[], list: RefObject<ListHandle | null>) {
  const [wanted, setWanted] = useState<number | null>(null);
  const [marked, setMarked] = useState<number | null>(null);
  useEffect(() => {
    const row = rows.find((each) => "message" in each && each.message.seq === wanted);
    if (row === undefined) return;
    // Once the list has laid out what came.
    const soon = requestAnimationFrame(() => {
      list.current?.toRow(row.key);
      setMarked(wanted);
      setWanted(null);
    });
    return () => cancelAnimationFrame(soon);
  }, [wanted, rows, list]);
  return {
    marked,
    toSeq: (seq: number) => {
      setWanted(seq);
      if (!reading.shown().stretch.messages.some((message) => message.seq === seq)) void reading.around(seq);
    },
    toNewest: () => {
      setMarked(null);
      const toEnd = () => requestAnimationFrame(() => list.current?.toEnd());
      if (isAtEnd(reading.shown().stretch)) toEnd();
      else void reading.latest().then(toEnd);
    },
  };
}
