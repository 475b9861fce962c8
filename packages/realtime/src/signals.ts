import { streamedSignal } from "@amanat/contracts";
import type { Database, Signal } from "@amanat/db";
import type { Listener, Listeners } from "./listeners.ts";
import { oneByte } from "./log.ts";

/** A reader that owes more is told no signal: what it reads late is over. */
const FEW_OWED = 16 * 1024;

function* streamsOf(listeners: Listeners, userId: string): Generator<Listener> {
  for (const listener of listeners.following(`user:${userId}`)) if (listener.state === "live") yield listener;
}

/**
 * Tells people's streams what nobody stores. A block without an `id:` line moves no cursor: after a break nothing is told again. One that asks
 * whether somebody is here is said anew, to those it is for, by a process where they are.
 */
export function hearSignal(db: Database, listeners: Listeners, { to, data, whenHere }: Signal): void {
  if (whenHere !== undefined) {
    const [here] = streamsOf(listeners, whenHere);
    if (here) db.signal({ to, data });
    return;
  }
  let block: string | null = null;
  for (const userId of to) {
    for (const { sink } of streamsOf(listeners, userId)) {
      if (sink.owed > FEW_OWED) continue;
      block ??= `data: ${oneByte(JSON.stringify(streamedSignal.parse(data)))}\n\n`;
      sink.write(block);
    }
  }
}
