import { type ChainEntry, publicId } from "@amanat/contracts";
import { type Ctx, Prisma, requireSystem, rowsOf } from "@amanat/db";
import { entriesWhere } from "../internal/entries.ts";
import { chainEntry } from "./export.ts";

/** A conversation that a deal stands in, or an entry of it, in the order of the chain. */
export type ConversationRecord =
  | { readonly type: "conversation"; readonly conversation: string; readonly title: string; readonly lastSeq: number }
  | ({ readonly type: "entry"; readonly conversation: string } & ChainEntry);

/** Entries read at once. */
const PAGE = 500;

/** The whole chain of what was said about a deal, by page. Only for our own processes: who may read it, the caller has asked. */
export async function* conversationRecord(ctx: Ctx, dealId: string): AsyncGenerator<ConversationRecord> {
  requireSystem(ctx.actor);
  const heads = await rowsOf<{ id: string; title: string; seq: number }>(
    ctx,
    Prisma.sql`SELECT c."id"::text, c."title", c."seq" FROM "ConversationDeal" d JOIN "Conversation" c ON c."id" = d."conversationId"
      WHERE d."dealId" = ${dealId}::uuid AND c."tenantId" = ${ctx.actor.tenantId}::uuid ORDER BY c."id"`,
  );
  for (const { id, title, seq: lastSeq } of heads) {
    const conversation = publicId("conversation", id);
    yield { type: "conversation", conversation, title, lastSeq };
    for (let after = 0; after < lastSeq; after += PAGE) {
      const until = Math.min(lastSeq, after + PAGE);
      const entries = await entriesWhere(
        ctx,
        Prisma.sql`e."conversationId" = ${id}::uuid AND e."seq" > ${after}::int AND e."seq" <= ${until}::int ORDER BY e."seq"`,
      );
      for (const entry of entries) yield { type: "entry", conversation, ...chainEntry(entry) };
    }
  }
}
