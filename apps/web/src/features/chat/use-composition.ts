"use client";

import { useCallback, useEffect, useRef, useState } from "react";

/** What is being written, under the id its message will have: the same draft in two tabs is one message. */
export type Composition = { clientId: string; text: string; replyTo: number | null };

const keyOf = (person: string, conversationId: string): string => `amanat.draft.chat.${person}.${conversationId}`;

export function freshId(): string {
  // Pages without a secure context have no randomUUID.
  const bytes = crypto.getRandomValues(new Uint8Array(16));
  return Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
}

const fresh = (): Composition => ({ clientId: freshId(), text: "", replyTo: null });

function read(key: string): Composition | null {
  try {
    const seen = JSON.parse(window.localStorage.getItem(key) ?? "null") as Partial<Composition> | null;
    if (typeof seen?.clientId !== "string" || typeof seen.text !== "string") return null;
    return { clientId: seen.clientId, text: seen.text, replyTo: typeof seen.replyTo === "number" ? seen.replyTo : null };
  } catch {
    return null;
  }
}

function keep(key: string, written: Composition): void {
  try {
    if (written.text === "" && written.replyTo === null) window.localStorage.removeItem(key);
    else window.localStorage.setItem(key, JSON.stringify(written));
  } catch {
    // A full or forbidden storage must not stop anybody from typing.
  }
}

export type Draft = Composition & {
  write: (text: string) => void;
  replyWith: (seq: number | null) => void;
  /** Another message begins: called where the last one was enqueued, so that what was sent never comes back as a draft. */
  startAnew: (text?: string) => void;
};

/**
 * The draft of one conversation, kept across reloads and shared by tabs: they show the same, and what is sent in one is gone in the other.
 * Browser only.
 */
export function useComposition(person: string, conversationId: string): Draft {
  const key = keyOf(person, conversationId);
  const [written, setWritten] = useState<Composition>(() => read(key) ?? fresh());
  const now = useRef(written);
  const become = useCallback(
    (next: Composition) => {
      now.current = next;
      setWritten(next);
      keep(key, next);
    },
    [key],
  );
  useEffect(() => {
    const heard = (event: StorageEvent) => {
      if (event.key !== key) return;
      const next = read(key);
      if (next === null && event.oldValue !== null && now.current.clientId === idIn(event.oldValue)) {
        now.current = fresh();
        setWritten(now.current);
      } else if (next !== null && (now.current.text === "" || now.current.clientId === next.clientId)) {
        now.current = next;
        setWritten(next);
      }
    };
    window.addEventListener("storage", heard);
    return () => window.removeEventListener("storage", heard);
  }, [key]);
  return {
    ...written,
    write: (text) => become({ ...now.current, text }),
    replyWith: (replyTo) => become({ ...now.current, replyTo }),
    startAnew: (text = "") => become({ ...fresh(), text }),
  };
}

function idIn(text: string): string | null {
  try {
    return (JSON.parse(text) as Partial<Composition>).clientId ?? null;
  } catch {
    return null;
  }
}
