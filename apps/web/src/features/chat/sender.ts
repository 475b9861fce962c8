import { dropUnsent, keepUnsent, MOST_UNSENT, nextAt, nextOf, readUnsent, type Store, type Unsent } from "./outbox.ts";
import { unsentPrefix } from "./unsent-prefix.ts";

/** What a failed try means: an unknown outcome is no failure, and the same is tried again under the same id. */
export type Failed = { refused: string } | { wait: number } | { stop: true };

export type SenderParts = {
  person: string;
  store: Store;
  /** One conversation is sent by one tab at a time. */
  alone: (name: string, work: () => Promise<boolean>) => Promise<boolean>;
  /** Resolves when the server answers; at once while it does. */
  reached: () => Promise<void>;
  send: (one: Unsent) => Promise<void>;
  meaningOf: (error: unknown, tries: number) => Failed;
  pause: (ms: number) => Promise<void>;
  now: () => number;
};

export type Written = Pick<Unsent, "clientId" | "conversationId" | "text" | "replyTo" | "fileIds">;

/** Sends what waits, each conversation's in order and one at a time, until nothing waits. One per tab and person. */
export class Sender {
  readonly #parts: SenderParts;
  readonly #watchers = new Set<() => void>();
  readonly #sending = new Set<string>();
  readonly #patience = new Map<string, number>();
  #unsent: readonly Unsent[];

  constructor(parts: SenderParts) {
    this.#parts = parts;
    this.#unsent = readUnsent(parts.store, parts.person);
    this.#startAll();
  }

  /** All that waits, the oldest first; the same list until it changes. */
  readonly unsent = (): readonly Unsent[] => this.#unsent;
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  /** Until when the server asked this conversation for patience; null while it did not. */
  waitsUntil(conversationId: string): number | null {
    return this.#patience.get(conversationId) ?? null;
  }

  /** False when it cannot be kept: too many wait already, or the device has no room. */
  enqueue(written: Written): boolean {
    const { store, person, now } = this.#parts;
    const waiting = readUnsent(store, person);
    if (waiting.length >= MOST_UNSENT) return false;
    const known = waiting.find(({ clientId }) => clientId === written.clientId);
    const one = known ?? { ...written, at: nextAt(waiting, now()), refused: null };
    if (!keepUnsent(store, person, one)) return false;
    this.#look();
    this.#start(one.conversationId);
    return true;
  }

  /** Tried again by its writer, under the same id. */
  again(clientId: string): void {
    const { store, person } = this.#parts;
    const one = readUnsent(store, person).find((each) => each.clientId === clientId);
    if (one === undefined) return;
    keepUnsent(store, person, { ...one, refused: null });
    this.#look();
    this.#start(one.conversationId);
  }

  drop(clientId: string): void {
    dropUnsent(this.#parts.store, this.#parts.person, clientId);
    this.#look();
  }

  /** Another tab has changed what is kept. */
  lookAgain(): void {
    this.#look();
    this.#startAll();
  }

  #look(): void {
    this.#unsent = readUnsent(this.#parts.store, this.#parts.person);
    for (const watcher of this.#watchers) watcher();
  }

  #startAll(): void {
    const waiting = this.#unsent.filter(({ refused }) => refused === null);
    for (const conversationId of new Set(waiting.map((one) => one.conversationId))) this.#start(conversationId);
  }

  #start(conversationId: string): void {
    if (this.#sending.has(conversationId)) return;
    this.#sending.add(conversationId);
    void this.#parts
      .alone(`${unsentPrefix(this.#parts.person)}${conversationId}`, () => this.#sendAll(conversationId))
      .catch(() => false)
      .then((whole) => {
        this.#sending.delete(conversationId);
        this.#look();
        // Written between the last look and now.
        if (whole && nextOf(this.#unsent, conversationId) !== null) this.#start(conversationId);
      });
  }

  /** False when the rest waits for another day: nobody is signed in any more, say. */
  async #sendAll(conversationId: string): Promise<boolean> {
    const { store, person } = this.#parts;
    let tries = 0;
    // Read anew each time: another tab may have sent it, or its writer taken it back.
    for (let one = nextOf(readUnsent(store, person), conversationId); one !== null;) {
      const then = await this.#tryOne(one, tries);
      if (then === "stop") return false;
      tries = then === "again" ? tries + 1 : 0;
      one = nextOf(readUnsent(store, person), conversationId);
    }
    return true;
  }

  async #tryOne(one: Unsent, tries: number): Promise<"next" | "again" | "stop"> {
    const { store, person, reached, send, meaningOf } = this.#parts;
    await reached();
    try {
      await send(one);
      dropUnsent(store, person, one.clientId);
    } catch (error) {
      const meaning = meaningOf(error, tries);
      if ("stop" in meaning) return "stop";
      if ("wait" in meaning) {
        await this.#wait(one.conversationId, meaning.wait);
        return "again";
      }
      keepUnsent(store, person, { ...one, refused: meaning.refused });
    }
    this.#look();
    return "next";
  }

  async #wait(conversationId: string, ms: number): Promise<void> {
    this.#patience.set(conversationId, this.#parts.now() + ms);
    this.#look();
    await this.#parts.pause(ms);
    this.#patience.delete(conversationId);
    this.#look();
  }
}
