import { people, person } from "@amanat/auth";
import { publicId, uuidOf } from "@amanat/contracts";
import { dealSummaries } from "@amanat/deals";
import type { DeskPorts } from "@amanat/desk";
import { consumerBacklogs, countDeadDeliveries, liveIncidents } from "@amanat/incidents";
import { potsIn } from "@amanat/ledger";
import { requestSummaries } from "@amanat/marketplace";
import { channelBacklogs, countDeadNotices } from "@amanat/notifications";
import { casesDue, caseSummaries } from "@amanat/disputes";
import { holdsUntil, inboxBacklogs, payoutSummaries } from "@amanat/payment";

const rawId = (id: string): string => uuidOf("user", id) ?? id;

/** What the desk asks of the contexts it shows. */
export const DESK: DeskPorts = {
  facts: { deal: dealSummaries, request: requestSummaries, payout: payoutSummaries, case: caseSummaries },
  pots: potsIn,
  holdsUntil,
  casesDue,
  incidents: liveIncidents,
  deadDeliveries: countDeadDeliveries,
  deadNotices: countDeadNotices,
  backlogs: { consumer: consumerBacklogs, notice: channelBacklogs, webhook: inboxBacklogs },
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
