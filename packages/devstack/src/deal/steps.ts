import type { Amanat, StreamedEvent } from "@amanat/sdk";

export type Step = { name: string; ms: number; tx?: string };

/** Does one thing after another and remembers how long each took. */
export class Steps {
  readonly done: Step[] = [];
  readonly #say: (line: string) => void;

  constructor(say: (line: string) => void) {
    this.#say = say;
  }

  async run<T>(name: string, work: () => Promise<T>, about: (result: T) => { tx?: string; note?: string } = () => ({})): Promise<T> {
    const began = performance.now();
    const result = await work();
    const ms = Math.round(performance.now() - began);
    const { tx, note } = about(result);
    this.done.push({ name, ms, ...(tx === undefined ? {} : { tx }) });
    this.#say(
      `${String(this.done.length).padStart(2)}. ${name.padEnd(34)} ${String(ms).padStart(6)} ms${note === undefined ? "" : `  ${note}`}${tx === undefined ? "" : `  ${tx}`}`,
    );
    return result;
  }
}

/** How often to look when the stream is silent; it may be down while everything else works. */
const POLL_MS = 2_000;

/** Waits for things to become true, woken by the person's own event stream and, failing that, by time. */
export class Watcher {
  readonly #abort = new AbortController();
  #wake: () => void = () => undefined;
  /** Events seen, newest last; the count says whether the stream or the polling did the work. */
  readonly seen: StreamedEvent[] = [];

  constructor(amanat: Amanat) {
    void this.#listen(amanat);
  }

  async #listen(amanat: Amanat): Promise<void> {
    try {
      for await (const { event } of amanat.events.stream({ signal: this.#abort.signal })) {
        this.seen.push(event);
        this.#wake();
      }
    } catch {
      // Polling carries on alone.
    }
  }

  /** Resolves with the first answer that is not null. Throws after `seconds`, saying what was awaited. */
  async until<T>(what: string, look: () => Promise<T | null>, seconds = 120): Promise<T> {
    const deadline = Date.now() + seconds * 1_000;
    for (;;) {
      const woken = new Promise<void>((resolve) => (this.#wake = resolve));
      const found = await look();
      if (found !== null) return found;
      if (Date.now() > deadline) throw new Error(`waited ${seconds} s in vain: ${what}`);
      let timer: NodeJS.Timeout | undefined;
      await Promise.race([woken, new Promise<void>((resolve) => (timer = setTimeout(resolve, POLL_MS)))]);
      clearTimeout(timer);
    }
  }

  stop(): void {
    this.#abort.abort();
  }
}
