import type { UserActor } from "@amanat/contracts";
import type { Database, TxCtx } from "@amanat/db";

/** The most deals followed at once. Live deals come first; others are followed when they are opened. */
const MOST_DEALS = 64;

const DEALS = `
  SELECT w."n"::int AS "n", d."id"::text AS "id" FROM unnest($1::uuid[]) WITH ORDINALITY AS w("person", "n") CROSS JOIN LATERAL (
    SELECT d."id" FROM "DealParty" p JOIN "Deal" d ON d."id" = p."dealId"
    WHERE p."userId" = w."person" GROUP BY d."id"
    ORDER BY d."closedAt" IS NOT NULL, d."createdAt" DESC LIMIT ${MOST_DEALS}) d`;

/** The channels of each person's deals. */
export async function channelsOf(db: Database, users: readonly UserActor[]): Promise<string[][]> {
  const values = [users.map(({ userId }) => userId)];
  const { rows } = await db.pool.query<{ n: number; id: string }>({ name: "deals-channels", text: DEALS, values });
  const channels = users.map((): string[] => []);
  for (const { n, id } of rows) channels[n - 1]?.push(`deal:${id}`);
  return channels;
}

/** The people of each deal's channel: its parties. */
export async function audienceOf(tx: TxCtx, channels: readonly string[]): Promise<Map<string, string[]>> {
  const deals = channels.filter((channel) => channel.startsWith("deal:")).map((channel) => channel.slice("deal:".length));
  const parties = await tx.tx.dealParty.findMany({ where: { dealId: { in: deals } }, select: { dealId: true, userId: true } });
  const people = new Map<string, string[]>();
  for (const { dealId, userId } of parties) people.set(`deal:${dealId}`, [...(people.get(`deal:${dealId}`) ?? []), userId]);
  return people;
}
