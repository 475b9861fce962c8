import { type Ctx, reader, requireSystem } from "@amanat/db";
import type { Subject } from "../ports.ts";

export type NamedConversation = Subject & { readonly id: string; readonly title: string };

/** These conversations and what they are about, for notices to whoever belongs to it. Only for our own processes. */
export async function namedConversations(ctx: Ctx, ids: readonly string[]): Promise<NamedConversation[]> {
  requireSystem(ctx.actor);
  return reader(ctx).conversation.findMany({
    where: { id: { in: [...ids] } },
    select: { id: true, title: true, requestId: true, sellerId: true, dealId: true, caseId: true },
  });
}
