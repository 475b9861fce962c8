import type { bySeq, readMark } from "@amanat/contracts";
import { appendEvents, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { moveMark } from "../internal/members.ts";
import { sightOf } from "../internal/sight.ts";
import { publicConversation } from "../internal/views.ts";
import type { ChatPorts } from "../ports.ts";
import { actorRoleOf } from "../rules.ts";

/**
 * Says how far one has read. A mark goes forward only, and not beyond the end.
 *
 * - Who: who is in the conversation. Two at once: the further one holds. Replay, and a mark that is behind: nothing changes, and the answer says
 *   where it stands.
 *
 * Errors: AUTHENTICATION_REQUIRED, NOT_FOUND, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function markRead(ctx: Ctx, input: z.output<typeof bySeq>, ports: ChatPorts): Promise<z.input<typeof readMark>> {
  requireUser(ctx.actor);
  return oncePerKey(ctx, "chat.markRead", input, async (tx) => {
    const { head, user, role, people } = await sightOf(tx, ports, input.conversationId);
    const seq = Math.min(input.seq, head.seq);
    const { readSeq, moved } = await moveMark(tx, { conversationId: head.id, person: { userId: user.userId, role }, seq });
    if (moved) {
      await appendEvents(tx, [
        {
          type: "chat.read.v1",
          subjectId: head.id,
          payload: { conversationId: publicConversation(head), seq: readSeq, by: role },
          channels: people.map(({ userId }) => `user:${userId}`),
          reacts: false,
          actorRole: actorRoleOf(role),
        },
      ]);
    }
    return { readSeq };
  });
}
