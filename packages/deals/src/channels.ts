import type { UserActor } from "@amanat/contracts";
import type { Database } from "@amanat/db";

/** The most deals followed at once. Live deals come first; others are followed when they are opened. */
const MOST_DEALS = 64;

const DEALS = `
  SELECT d."id"::text AS "id" FROM "DealParty" p JOIN "Deal" d ON d."id" = p."dealId"
  WHERE p."userId" = $1 GROUP BY d."id"
  ORDER BY d."closedAt" IS NOT NULL, d."createdAt" DESC LIMIT ${MOST_DEALS}`;

/** The channels of a person's deals. */
export async function channelsOf(db: Database, user: UserActor): Promise<string[]> {
  const { rows } = await db.pool.query<{ id: string }>({ name: "deals-channels", text: DEALS, values: [user.userId] });
  return rows.map(({ id }) => `deal:${id}`);
}
