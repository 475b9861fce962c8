import type { ChatMessage, ChatPage } from "@amanat/contracts";
import { isAtEnd, isAtStart, type Stretch, stretchOf, withPage, withTaken, without } from "./stretch.ts";

/** Messages of one answer. */
const WINDOW = 50;
/** Answers in a row that catch up by themselves; what was missed beyond that comes as somebody scrolls down. */
const MOST_CAUGHT = 4;
/** Shown after a place that was jumped to. */
const AFTER_JUMP = 15;

type Asked = { before?: number; after?: number; limit: number };
export type Ask = (input: Asked) => Promise<ChatPage>;
export type Loading = "older" | "newer" | "jump" | null;
export type Shown = { readonly stretch: Stretch; readonly loading: Loading; readonly failure: unknown };

/** Reads one conversation by windows and keeps up with its news. One question at a time: the later answer knows better. */
export class Reading {
  readonly #ask: Ask;
  readonly #watchers = new Set<() => void>();
  #shown: Shown;
  #line: Promise<unknown> = Promise.resolve();

  constructor(ask: Ask, first: ChatPage) {
    this.#ask = ask;
    this.#shown = { stretch: stretchOf(first), loading: null, failure: null };
  }

  readonly shown = (): Shown => this.#shown;
  readonly watch = (watcher: () => void): (() => void) => {
    this.#watchers.add(watcher);
    return () => this.#watchers.delete(watcher);
  };

  readonly older = (): void => {
    if (this.#shown.loading !== null || isAtStart(this.#shown.stretch)) return;
    void this.#load("older", () => this.#page({ before: this.#shown.stretch.from }));
  };

  readonly newer = (): void => {
    if (this.#shown.loading !== null || isAtEnd(this.#shown.stretch)) return;
    void this.#load("newer", () => this.#page({ after: this.#shown.stretch.to }));
  };

  /** Shows the latest. */
  readonly latest = (): Promise<void> =>
    this.#load("jump", async () => this.#become({ stretch: stretchOf(await this.#ask({ limit: WINDOW })) }));

  /** Shows what stands around a place. */
  readonly around = (seq: number): Promise<void> =>
    this.#load("jump", async () => {
      const { stretch } = this.#shown;
      const page = await this.#ask({ before: Math.min(seq + AFTER_JUMP, stretch.lastSeq + 1), limit: WINDOW });
      this.#become({ stretch: page.to >= stretch.from - 1 ? withPage(stretch, page) : stretchOf(page) });
    });

  readonly take = (message: ChatMessage): void => this.#become({ stretch: withTaken(this.#shown.stretch, message) });
  readonly forget = (seq: number): void => this.#become({ stretch: without(this.#shown.stretch, seq) });

  /** Asks for what came after what is shown. A part that stands further up is read again as it stands: what was edited in it shows. */
  readonly catchUp = (): Promise<number> =>
    this.#inTurn(async () => {
      const { stretch } = this.#shown;
      if (!isAtEnd(stretch) && stretch.lastSeq - stretch.to > WINDOW * MOST_CAUGHT) await this.#page({ before: stretch.to + 1 });
      else
        for (let turn = 0; turn < MOST_CAUGHT; turn += 1) {
          await this.#page({ after: this.#shown.stretch.to });
          if (isAtEnd(this.#shown.stretch)) break;
        }
      return this.#shown.stretch.lastSeq;
    });

  async #page(where: Omit<Asked, "limit">): Promise<void> {
    const page = await this.#ask({ ...where, limit: WINDOW });
    this.#become({ stretch: withPage(this.#shown.stretch, page) });
  }

  #inTurn<Out>(work: () => Promise<Out>): Promise<Out> {
    const turn = this.#line.then(work);
    this.#line = turn.catch(() => undefined);
    return turn;
  }

  async #load(loading: Loading, work: () => Promise<void>): Promise<void> {
    this.#become({ loading, failure: null });
    try {
      await this.#inTurn(work);
      this.#become({ loading: null });
    } catch (failure) {
      this.#become({ loading: null, failure });
    }
  }

  #become(change: Partial<Shown>): void {
    this.#shown = { ...this.#shown, ...change };
    for (const watcher of this.#watchers) watcher();
  }
}
