"use client";

import type { ChatMessage } from "@amanat/contracts";
import { AmanatError, type Amanat } from "@amanat/sdk";
import { useEffect, useMemo, useSyncExternalStore } from "react";
import { useAmanat } from "../../client/amanat.tsx";
import { reached } from "../../client/reach.ts";
import { readUnsent, type Store, type Unsent } from "./outbox.ts";
import { type Failed, Sender, type Written } from "./sender.ts";
import { unsentPrefix } from "./unsent-prefix.ts";

/** Between two tries whose outcome is unknown. */
const FIRST_WAIT_MS = 1_000;
const LONGEST_WAIT_MS = 30_000;
/** Nobody is signed in any more: what waits is sent when they are again. */
const AWAY: ReadonlySet<string> = new Set(["AUTHENTICATION_REQUIRED", "INVALID_TOKEN"]);

function meaningOf(error: unknown, tries: number): Failed {
  const wait = Math.min(LONGEST_WAIT_MS, FIRST_WAIT_MS * 2 ** tries);
  // Not ours: the tab broke off, not the server.
  if (!(error instanceof AmanatError)) return { wait };
  if (AWAY.has(error.code)) return { stop: true };
  return error.retryable ? { wait: error.retryAfterMs ?? wait } : { refused: error.code };
}

/** Storage may be forbidden or full: what is written is then kept as long as the tab lives. */
function storage(): Store {
  try {
    window.localStorage.getItem("");
    return window.localStorage;
  } catch {
    const kept = new Map<string, string>();
    return {
      getItem: (key) => kept.get(key) ?? null,
      setItem: (key, value) => void kept.set(key, value),
      removeItem: (key) => void kept.delete(key),
      key: (index) => [...kept.keys()][index] ?? null,
      get length() {
        return kept.size;
      },
    };
  }
}

/** Without secure context there are no locks: each tab on its own, and the server still stores each id once. */
async function alone(name: string, work: () => Promise<boolean>): Promise<boolean> {
  return typeof navigator.locks?.request === "function" ? navigator.locks.request(name, work) : work();
}

type Opened = { sender: Sender; takers: Set<(conversationId: string, message: ChatMessage) => void> };

// One per tab and person: pages come and go, and what waits is sent meanwhile.
const opened = new Map<string, Opened>();

function open(amanat: Amanat, person: string): Opened {
  const known = opened.get(person);
  if (known !== undefined) return known;
  const store = storage();
  const takers: Opened["takers"] = new Set();
  const sender = new Sender({
    person,
    store,
    alone,
    reached,
    meaningOf,
    pause: (ms) => new Promise((resolve) => setTimeout(resolve, ms)),
    now: () => Date.now(),
    send: async ({ conversationId, clientId, text, replyTo, fileIds }) => {
      const input = { conversationId, clientId, text, fileIds: [...fileIds], ...(replyTo === null ? {} : { replyTo }) };
      const message = await amanat.chat.send(input, { idempotencyKey: clientId });
      for (const take of takers) take(conversationId, message);
    },
  });
  window.addEventListener("storage", ({ key }) => {
    if (key === null || key.startsWith(unsentPrefix(person))) sender.lookAgain();
  });
  const made = { sender, takers };
  opened.set(person, made);
  return made;
}

/** Sends what was left when the last page went. */
export function sendLeftovers(amanat: Amanat, person: string): void {
  if (readUnsent(storage(), person).length > 0) open(amanat, person);
}

export type Outbox = {
  unsent: readonly Unsent[];
  /** Until when the server asked for patience. */
  waitsUntil: number | null;
  enqueue: (written: Omit<Written, "conversationId">) => boolean;
  again: (clientId: string) => void;
  drop: (clientId: string) => void;
};

const NONE: readonly Unsent[] = [];

/** What waits to be sent in one conversation. `onTaken` is told of each message the server has taken. Browser only. */
export function useOutbox(person: string, conversationId: string, onTaken: (message: ChatMessage) => void): Outbox {
  const amanat = useAmanat();
  const { sender, takers } = useMemo(() => open(amanat, person), [amanat, person]);
  useEffect(() => {
    const take = (of: string, message: ChatMessage) => {
      if (of === conversationId) onTaken(message);
    };
    takers.add(take);
    return () => void takers.delete(take);
  }, [takers, conversationId, onTaken]);
  const all = useSyncExternalStore(sender.watch, sender.unsent, () => NONE);
  const waitsUntil = useSyncExternalStore(
    sender.watch,
    () => sender.waitsUntil(conversationId),
    () => null,
  );
  return useMemo(
    () => ({
      unsent: all.filter((one) => one.conversationId === conversationId),
      waitsUntil,
      enqueue: (written) => sender.enqueue({ ...written, conversationId }),
      again: (clientId) => sender.again(clientId),
      drop: (clientId) => sender.drop(clientId),
    }),
    [all, waitsUntil, sender, conversationId],
  );
}
