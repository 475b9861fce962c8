import { DomainError, NOBODY_NAME, uuidOf } from "@amanat/contracts";
import { type Ctx, lockRows, newId, Prisma, readRows, type RowOf, type TxCtx } from "@amanat/db";
import type { Subject } from "../ports.ts";
import { beginningOf } from "./chain.ts";

/** The only writer of conversations and of which deals stand in them (lint enforces it). */

export type Head = RowOf<"Conversation">;

const found = (rows: readonly { readonly c: Head }[]): Head | null => rows[0]?.c ?? null;

export async function lockHead(tx: TxCtx, id: string): Promise<Head | null> {
  return found(await lockRows(tx, { c: "Conversation" }, Prisma.sql`"Conversation" c WHERE c."id" = ${id}::uuid FOR UPDATE OF c`));
}

/** Errors: NOT_FOUND. */
export async function readHead(ctx: Ctx, conversationId: string): Promise<Head> {
  const id = uuidOf("conversation", conversationId);
  const head =
    id === null ? null : found(await readRows(ctx, { c: "Conversation" }, Prisma.sql`"Conversation" c WHERE c."id" = ${id}::uuid`));
  if (head?.tenantId !== ctx.actor.tenantId) throw new DomainError("NOT_FOUND");
  return head;
}

type About = Subject & { readonly title: string; readonly openedBy: string | null; readonly at: Date };

/** The conversation about this, which is made where there is none. Two who make it at once make one. */
export async function headFor(tx: TxCtx, about: About): Promise<{ head: Head; isNew: boolean }> {
  const known = await headAbout(tx, about);
  if (known) return { head: known, isNew: false };
  const { requestId, sellerId, dealId, caseId, title, openedBy, at } = about;
  const id = newId();
  const kind = caseId !== null ? "dispute" : requestId === null ? "deal" : "request";
  const row = { id, tenantId: tx.actor.tenantId, kind, title, requestId, sellerId, dealId, caseId, openedBy, hash: beginningOf(id) };
  const { count } = await tx.tx.conversation.createMany({ data: [{ ...row, lastAt: at, createdAt: at }], skipDuplicates: true });
  const head = await headAbout(tx, count === 1 ? { ...about, id } : about);
  if (!head) throw new DomainError("BUSY");
  return { head, isNew: count === 1 };
}

/** The conversation about a request and a seller, a deal, or a case. */
export async function headAbout(ctx: Ctx, about: Subject & { readonly id?: string }): Promise<Head | null> {
  const { id, requestId, sellerId, dealId, caseId } = about;
  const tables = { c: "Conversation" } as const;
  if (id !== undefined) return found(await readRows(ctx, tables, Prisma.sql`"Conversation" c WHERE c."id" = ${id}::uuid`));
  if (caseId !== null) return found(await readRows(ctx, tables, Prisma.sql`"Conversation" c WHERE c."caseId" = ${caseId}::uuid`));
  if (requestId !== null)
    return found(
      await readRows(
        ctx,
        tables,
        Prisma.sql`"Conversation" c WHERE c."requestId" = ${requestId}::uuid AND c."sellerId" = ${sellerId}::uuid`,
      ),
    );
  return found(
    await readRows(
      ctx,
      tables,
      Prisma.sql`"Conversation" c JOIN "ConversationDeal" d ON d."conversationId" = c."id" WHERE d."dealId" = ${dealId}::uuid`,
    ),
  );
}

/** The deal goes on in this conversation. */
export async function joinDeal(tx: TxCtx, head: Head, dealId: string): Promise<void> {
  await tx.tx.conversationDeal.createMany({ data: [{ dealId, conversationId: head.id }], skipDuplicates: true });
  await tx.tx.conversation.update({ where: { id: head.id }, data: { dealId } });
}

/** The end of the chain is now this. The head is locked. */
export async function moveHead(tx: TxCtx, { id }: Head, end: { seq: number; hash: Uint8Array<ArrayBuffer>; lastAt: Date }): Promise<void> {
  await tx.tx.conversation.update({ where: { id }, data: end });
}

/** Takes away what a person called their requests, once they go, where no deal came of it: what became one is called as its terms. */
export function forgetTitles(tx: TxCtx, userId: string): Promise<number> {
  return tx.tx.$executeRaw`
    UPDATE "Conversation" c SET "title" = ${NOBODY_NAME} FROM "ConversationMember" m
    WHERE m."userId" = ${userId}::uuid AND m."role" = 'buyer' AND c."id" = m."conversationId" AND c."dealId" IS NULL AND c."caseId" IS NULL
      AND c."title" <> ${NOBODY_NAME}`;
}
