import { type Ctx, Prisma } from "@amanat/db";
import { entriesWhere } from "../internal/entries.ts";
import { mayRead } from "../internal/sight.ts";
import type { ChatPorts } from "../ports.ts";
import { publicConversation } from "../internal/views.ts";

/** Whether the caller may read the files of an entry: those who read the conversation, until the entry is erased. */
export async function mayReadEntry(ctx: Ctx, entryId: string, ports: ChatPorts): Promise<boolean> {
  const [entry] = await entriesWhere(ctx, Prisma.sql`e."id" = ${entryId}::uuid`);
  return entry !== undefined && entry.text !== null && mayRead(ctx, ports, publicConversation({ id: entry.conversationId }));
}
