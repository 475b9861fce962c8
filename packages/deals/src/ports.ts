import type { Ctx } from "@amanat/db";

/** What ruling must know of people, whom deals keeps no rows of. Supplied by the composition. */
export interface PeoplePort {
  /** From when on an admin decides; null for who is none. */
  decidesFrom(ctx: Ctx, userId: string): Promise<Date | null>;
}
