import { addresseesOf, closeAccount, holdsOffice, lockPerson } from "@amanat/auth";
import { dealIdsOf } from "@amanat/deals";
import { casesOfPerson } from "@amanat/disputes";
import { isTrading } from "@amanat/marketplace";
import type { DeparturePorts } from "@amanat/retention";
import { tiesOf } from "./ties.ts";

/** What deleting an account asks of the other contexts. */
export const DEPARTURES: DeparturePorts = {
  tiesOf,
  partOf: async (ctx, userId) => [...(await dealIdsOf(ctx, userId)), ...(await casesOfPerson(ctx, userId)).map(({ id }) => id)],
  isTrading,
  holdsOffice,
  async confirmOf(ctx, userId) {
    const person = (await addresseesOf(ctx, [userId])).get(userId);
    return person?.email ?? person?.name ?? "";
  },
  lockPerson,
  closeAccount,
};
