import { type acknowledged, type byConversation, type StreamedSignal, TYPING_EVERY_MS } from "@amanat/contracts";
import type { Ctx, Database } from "@amanat/db";
import type * as z from "zod";
import { type Sight, sightOf } from "../internal/sight.ts";
import { publicConversation } from "../internal/views.ts";
import type { ChatPorts } from "../ports.ts";
import { requireOpen } from "../verbs/send-message.ts";

type Input = z.output<typeof byConversation>;
type Done = z.input<typeof acknowledged>;

/** When each person last said in this process that they write, by conversation. */
const said = new WeakMap<Database, Map<string, number>>();
/** So many are remembered. */
const MOST_REMEMBERED = 5_000;

/** At most one each few seconds; of more, nobody is told. */
function isSeldom(db: Database, key: string): boolean {
  const times = said.get(db) ?? new Map<string, number>();
  said.set(db, times);
  const at = performance.now();
  if (at - (times.get(key) ?? -Infinity) < TYPING_EVERY_MS) return false;
  times.delete(key);
  times.set(key, at);
  for (const oldest of times.keys()) {
    if (times.size <= MOST_REMEMBERED) break;
    times.delete(oldest);
  }
  return true;
}

const othersIn = ({ people, user }: Sight) => people.filter(({ userId }) => userId !== user.userId);

/** Tells the others, where they have a stream open, that one is writing. Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, INVALID_STATE. */
export async function sayTyping(ctx: Ctx, input: Input, ports: ChatPorts): Promise<Done> {
  const sight = await sightOf(ctx, ports, input.conversationId);
  requireOpen(sight);
  if (!isSeldom(ctx.db, `${sight.head.id} ${sight.user.userId}`)) return { ok: true };
  const data: StreamedSignal = { signal: "chat.typing", conversationId: publicConversation(sight.head), by: sight.role };
  ctx.db.signal({ to: othersIn(sight).map(({ userId }) => userId), data });
  return { ok: true };
}

/**
 * Asks whether the others are there. Whoever has a stream open, in whatever process, is told of by a signal to the caller; nothing is kept of it.
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND.
 */
export async function askPresence(ctx: Ctx, input: Input, ports: ChatPorts): Promise<Done> {
  const sight = await sightOf(ctx, ports, input.conversationId);
  for (const { userId, role } of othersIn(sight)) {
    const data: StreamedSignal = { signal: "chat.present", conversationId: publicConversation(sight.head), by: role };
    ctx.db.signal({ to: [sight.user.userId], whenHere: userId, data });
  }
  return { ok: true };
}
