"use client";

import type { IntentView } from "@amanat/contracts";
import { useLocalStorage } from "@amanat/ui";

type Mark = { hash: string; remaining: string; at: number };

/**
 * Remembers, per payment, the transaction this browser sent, until the server has seen it: a reload
 * between the two must not offer to pay again. A changed remainder makes the mark stale by itself.
 */
export function useSentMark(intent: Pick<IntentView, "id" | "remaining" | "transfers">): {
  sent: { hash: string; at: number } | null;
  remember: (hash: string) => void;
  forget: () => void;
} {
  const [mark, setMark, forget] = useLocalStorage<Mark | null>({ key: `amanat.sent.${intent.id}`, defaultValue: null });
  const waiting =
    mark !== null &&
    mark.remaining === intent.remaining &&
    !intent.transfers.some(({ txHash }) => txHash.toLowerCase() === mark.hash.toLowerCase());
  return {
    sent: waiting ? { hash: mark.hash, at: mark.at } : null,
    remember: (hash) => setMark({ hash, remaining: intent.remaining, at: Date.now() }),
    forget,
  };
}
