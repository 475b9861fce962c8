import type { DomainError, StreamedEvent } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import type { Realtime } from "./hub.ts";
import type { Sink } from "./listeners.ts";

export type StreamOptions = {
  realtime: Realtime;
  /** Cursor of the last event the reader has; null starts with what happens from now on. */
  lastEventId: string | null;
  signal: AbortSignal;
};

const BLOCK = /(?:^|\n)id: (\S+)\ndata: (.*)$/;

/**
 * A stream for a program in this process: everything that happens in the channels the person may read, each event once, in its order, with
 * the cursor to resume after it. It takes the bytes that others are sent. Errors: AUTHENTICATION_REQUIRED, INVALID_CURSOR, and INVALID_TOKEN
 * when the session ends, which ends the stream.
 */
export async function* streamFor(ctx: Ctx, options: StreamOptions): AsyncGenerator<[cursor: string, event: StreamedEvent], void, unknown> {
  const opened = await options.realtime.open(requireUser(ctx.actor), options.lastEventId);
  const inbox = openInbox();
  const leave = opened.begin(inbox.sink);
  options.signal.addEventListener("abort", leave, { once: true });
  if (options.signal.aborted) leave();
  try {
    for (;;) {
      const block = await inbox.next();
      if (block === null || options.signal.aborted) return;
      const [, cursor, data] = BLOCK.exec(block) ?? [];
      if (cursor === undefined || data === undefined || data === "") continue;
      yield [cursor, JSON.parse(Buffer.from(data, "latin1").toString("utf8")) as StreamedEvent];
    }
  } finally {
    options.signal.removeEventListener("abort", leave);
    leave();
  }
}

/** The blocks that a sink was given and nobody has read. */
function openInbox(): { sink: Sink; next(): Promise<string | null> } {
  const blocks: string[] = [];
  let owed = 0;
  let ended: { failure: DomainError | null } | null = null;
  let wake = (): void => undefined;
  let empty = (): void => undefined;
  return {
    sink: {
      write(bytes) {
        const parts = bytes.split("\n\n").slice(0, -1);
        blocks.push(...parts);
        owed += bytes.length;
        wake();
      },
      get owed() {
        return owed;
      },
      drained: () => new Promise((resolve) => (empty = resolve)),
      end(failure) {
        ended = { failure };
        wake();
        empty();
      },
    },
    async next() {
      while (blocks.length === 0) {
        owed = 0;
        empty();
        if (ended?.failure) throw ended.failure;
        if (ended) return null;
        await new Promise<void>((resolve) => (wake = resolve));
      }
      const block = blocks.shift() ?? "";
      owed = Math.max(0, owed - block.length - 2);
      return block;
    },
  };
}
