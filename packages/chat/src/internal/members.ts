import { type Ctx, now, Prisma, type RowOf, rowsOf, type TxCtx } from "@amanat/db";
import type { Person } from "../ports.ts";

/** The only writer of members (lint enforces it). */

export type Member = RowOf<"ConversationMember">;

type News = {
  readonly lastAt: Date;
  readonly seq: number;
  /** Null where nobody is told: what the platform adds is no message. */ readonly from: string | null;
};

/** Gives each person of a conversation their place in it, and says there what is new. The head is locked, or the conversation is new. */
export async function tellMembers(
  tx: TxCtx,
  conversationId: string,
  people: readonly Person[],
  { lastAt, seq, from }: News,
): Promise<void> {
  const rows = people
    .toSorted((a, b) => (a.userId < b.userId ? -1 : 1))
    .map(({ userId, role }) => ({ userId, role, heardSeq: from === null || from === userId ? 0 : seq }));
  await tx.tx.$executeRaw`
    INSERT INTO "ConversationMember" AS m ("conversationId", "userId", "role", "heardSeq", "lastAt")
    SELECT ${conversationId}::uuid, p."userId", p."role", p."heardSeq", ${lastAt}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS p("userId" uuid, "role" text, "heardSeq" int)
    ON CONFLICT ("conversationId", "userId") DO UPDATE
      SET "role" = excluded."role", "lastAt" = excluded."lastAt", "heardSeq" = GREATEST(m."heardSeq", excluded."heardSeq")`;
}

/** Takes away the place of a mediator who is in the room no more. */
export async function dropStaff(tx: TxCtx, conversationId: string, people: readonly Person[]): Promise<void> {
  const left = people.map(({ userId }) => userId);
  await tx.tx.conversationMember.deleteMany({ where: { conversationId, role: "staff", userId: { notIn: left } } });
}

export async function membersOf(ctx: Ctx, conversationIds: readonly string[]): Promise<Member[]> {
  return rowsOf<Member>(
    ctx,
    Prisma.sql`SELECT "conversationId"::text, "userId"::text, "role", "readSeq", "heardSeq", "lastAt" FROM "ConversationMember"
      WHERE "conversationId" = ANY (${[...conversationIds]}::uuid[])`,
  );
}

/** Moves a person's mark forward, never back. Returns where it stands, and whether it moved. */
export async function moveMark(
  tx: TxCtx,
  { conversationId, person, seq }: { conversationId: string; person: Person; seq: number },
): Promise<{ readSeq: number; moved: boolean }> {
  const { userId, role } = person;
  const moved = await tx.tx.$queryRaw<{ readSeq: number }[]>`
    INSERT INTO "ConversationMember" AS m ("conversationId", "userId", "role", "readSeq", "lastAt")
    VALUES (${conversationId}::uuid, ${userId}::uuid, ${role}, ${seq}, ${await now(tx)})
    ON CONFLICT ("conversationId", "userId") DO UPDATE SET "readSeq" = GREATEST(m."readSeq", excluded."readSeq")
      WHERE m."readSeq" < excluded."readSeq" RETURNING "readSeq"`;
  if (moved[0]) return { readSeq: moved[0].readSeq, moved: true };
  const [mine] = await tx.tx.$queryRaw<{ readSeq: number }[]>`
    SELECT "readSeq" FROM "ConversationMember" WHERE "conversationId" = ${conversationId}::uuid AND "userId" = ${userId}::uuid`;
  return { readSeq: mine?.readSeq ?? 0, moved: false };
}
