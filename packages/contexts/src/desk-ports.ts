import { people, person } from "@amanat/auth";
import { publicId, uuidOf } from "@amanat/contracts";
import { dealSummaries } from "@amanat/deals";
import type { DeskPorts } from "@amanat/desk";
import { countDeadDeliveries, liveIncidents } from "@amanat/incidents";
import { potsIn } from "@amanat/ledger";
import { requestSummaries } from "@amanat/marketplace";
import { countDeadNotices } from "@amanat/notifications";
import { holdsUntil, payoutSummaries } from "@amanat/payment";

const rawId = (id: string): string => uuidOf("user", id) ?? id;

/** What the desk asks of the contexts it shows. Disputes will answer for their deadlines beside the holds. */
export const DESK: DeskPorts = {
  facts: { deal: dealSummaries, request: requestSummaries, payout: payoutSummaries },
  pots: potsIn,
  holdsUntil,
  incidents: liveIncidents,
  deadDeliveries: countDeadDeliveries,
  deadNotices: countDeadNotices,
  async people(ctx, text, limit) {
    const named = uuidOf("user", text.toLowerCase()) ?? uuidOf("user", publicId("user", text));
    const found =
      named === null
        ? (await people(ctx, { limit, search: text })).data
        : await person(ctx, { userId: publicId("user", named) }).then(
            (row) => [row],
            () => [],
          );
    return found.map(({ id, name, email }) => ({ id: rawId(id), name, email }));
  },
};
