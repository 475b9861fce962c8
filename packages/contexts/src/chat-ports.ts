import type { CaseFacts, ChatPorts, Standing, Subject } from "@amanat/chat";
import type { Ctx } from "@amanat/db";
import { partiesOf } from "@amanat/deals";
import { caseStandings } from "@amanat/disputes";
import { attachedFiles, attachFiles } from "@amanat/files";
import { liveBids, offerFacts, purchaseOrigins, requestFacts } from "@amanat/marketplace";

const known = <T>(values: readonly (T | null)[]): T[] => [...new Set(values.filter((value) => value !== null))];

/** Who is in the room of a case now: its two sides, and its mediator while there is one. */
async function cases(ctx: Ctx, ids: readonly string[]): Promise<ReadonlyMap<string, CaseFacts & { over: boolean }>> {
  const known = await caseStandings(ctx, ids);
  return new Map(
    [...known].map(([id, { title, dealId, buyerId, sellerId, mediatorId, over }]) => {
      const mediator = mediatorId === null ? [] : [{ userId: mediatorId, role: "staff" } as const];
      const people = [{ userId: buyerId, role: "buyer" } as const, { userId: sellerId, role: "seller" } as const, ...mediator];
      return [id, { title, dealId, people, over }];
    }),
  );
}

/**
 * Who belongs to a conversation: the two sides and the mediator of its case, who may write until it is over; the parties of its deal; before there is one, the request's owner and the seller. They may write while the
 * request is open or the seller's offer stands, and about a deal for ever.
 */
async function standings(ctx: Ctx, subjects: readonly Subject[]): Promise<(Standing | null)[]> {
  const before = subjects.flatMap(({ dealId, requestId, sellerId }) =>
    dealId === null && requestId !== null && sellerId !== null ? [{ requestId, sellerId }] : [],
  );
  const [rooms, deals, requests, bids] = await Promise.all([
    cases(ctx, known(subjects.map(({ caseId }) => caseId))),
    partiesOf(ctx, known(subjects.map(({ dealId }) => dealId))),
    requestFacts(ctx, [...new Set(before.map(({ requestId }) => requestId))]),
    liveBids(ctx, before),
  ]);
  return subjects.map(({ caseId, dealId, requestId, sellerId }) => {
    if (caseId !== null) {
      const room = rooms.get(caseId);
      return room ? { people: room.people, open: !room.over } : null;
    }
    if (dealId !== null) {
      const deal = deals.get(dealId);
      return deal ? { people: deal.people, open: true } : null;
    }
    const request = requests.get(requestId ?? "");
    if (!request || sellerId === null) return null;
    const people = [
      { userId: request.ownerId, role: "buyer" },
      { userId: sellerId, role: "seller" },
    ] as const;
    return { people, open: request.open || bids.has(`${requestId} ${sellerId}`) };
  });
}

/** What conversations ask of requests, offers, deals and files. */
export const CHAT_PORTS: ChatPorts = {
  standings,
  request: async (ctx, id) => (await requestFacts(ctx, [id])).get(id) ?? null,
  offer: offerFacts,
  async deals(ctx, ids) {
    const [deals, origins] = await Promise.all([partiesOf(ctx, ids), purchaseOrigins(ctx, ids)]);
    return new Map([...deals].map(([id, deal]) => [id, { ...deal, request: origins.get(id) ?? null }]));
  },
  cases,
  attach: async (tx, fileIds, subjectId) => {
    await attachFiles(tx, { fileIds, purpose: "message", subjectId });
  },
  files: attachedFiles,
};
