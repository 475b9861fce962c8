import { unsentPrefix } from "./unsent-prefix.ts";

/** One's own text that the server has not taken yet. Its id was made before the first try, and is that of the message for ever. */
export type Unsent = {
  clientId: string;
  conversationId: string;
  text: string;
  replyTo: number | null;
  fileIds: readonly string[];
  /** When it was written, by this device: the order in which they are sent. */
  at: string;
  /** Why the server will not take it as it is; null while it only waits. */
  refused: string | null;
};

/** Of the browser's storage, what this needs. */
export type Store = Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">;

/** So many wait at most: more is no conversation, and a device has little room. */
export const MOST_UNSENT = 100;

function read(store: Store, key: string): Unsent | null {
  try {
    const seen = JSON.parse(store.getItem(key) ?? "null") as Partial<Unsent> | null;
    return typeof seen?.clientId === "string" && typeof seen.conversationId === "string" && typeof seen.text === "string"
      ? (seen as Unsent)
      : null;
  } catch {
    return null;
  }
}

/** All that waits for this person on this device, the oldest first. */
export function readUnsent(store: Store, person: string): Unsent[] {
  const prefix = unsentPrefix(person);
  const keys = Array.from({ length: store.length }, (_, index) => store.key(index)).filter((key) => key?.startsWith(prefix) === true);
  return keys
    .flatMap((key) => read(store, key ?? "") ?? [])
    .sort((a, b) => (a.at === b.at ? a.clientId.localeCompare(b.clientId) : a.at < b.at ? -1 : 1));
}

/**
 * Keeps one, each under a key of its own: two tabs that write at once take nothing from each other, and the same text sent from both is
 * one. False where nothing can be kept; the text then stays where it was typed.
 */
export function keepUnsent(store: Store, person: string, one: Unsent): boolean {
  try {
    store.setItem(unsentPrefix(person) + one.clientId, JSON.stringify(one));
    return true;
  } catch {
    return false;
  }
}

export function dropUnsent(store: Store, person: string, clientId: string): void {
  store.removeItem(unsentPrefix(person) + clientId);
}

/** When the next one is written: after all that wait, also where the device's clock went back. */
export function nextAt(unsent: readonly Unsent[], now: number): string {
  const last = unsent.at(-1);
  return new Date(last === undefined ? now : Math.max(now, Date.parse(last.at) + 1)).toISOString();
}

/** The next to be sent in a conversation: one at a time and in order, so that none overtakes another. */
export function nextOf(unsent: readonly Unsent[], conversationId: string): Unsent | null {
  return unsent.find((one) => one.conversationId === conversationId && one.refused === null) ?? null;
}
