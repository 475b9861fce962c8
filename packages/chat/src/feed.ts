import type { FedEvent, Take, TxCtx } from "@amanat/db";
import { appendEvents, type Json } from "@amanat/db";
import { addHappened } from "./internal/entries.ts";
import { type Head, headFor, joinDeal, lockHead } from "./internal/heads.ts";
import { tellMembers } from "./internal/members.ts";
import type { ChatPorts, DealFacts, Person } from "./ports.ts";
import { changedEvent, isStory } from "./rules.ts";

/** The deal in whose channel an event stands. */
const dealOf = ({ channels }: FedEvent): string | null =>
  channels.find((channel) => channel.startsWith("deal:"))?.slice("deal:".length) ?? null;

/** Which values of an event are no values of the story. */
const LEFT_OUT = new Set(["dealId", "version"]);

/**
 * Writes what happens to a deal into its conversation, which is made where there is none: once, since the place in the feed moves in the same
 * transaction, and in the order in which it happened. What is kept is the event and its values; pages draw words from them.
 */
export function tellStory(ports: ChatPorts): Take {
  return async (tx, events) => {
    const told = events.flatMap((event) => {
      const dealId = isStory(event.type) ? dealOf(event) : null;
      return dealId === null ? [] : [{ event, dealId }];
    });
    if (told.length === 0) return;
    const deals = await ports.deals(tx, [...new Set(told.map(({ dealId }) => dealId))]);
    const heads = new Map<string, Head>();
    for (const { event, dealId } of told) {
      const deal = deals.get(dealId);
      if (!deal) continue;
      const head = heads.get(dealId) ?? (await headOf(tx, dealId, deal, event.at));
      heads.set(dealId, head);
      await addHappened(tx, head, { clientId: `event-${event.seq}`, event: storyOf(event), at: event.at });
      await tellMembers(tx, head.id, deal.people, { lastAt: event.at, seq: head.seq, from: null });
    }
    await appendEvents(tx, news(heads, deals));
  };
}

function storyOf({ type, actorId, actorName, payload }: FedEvent): Json {
  const data = Object.fromEntries(Object.entries(payload).filter(([name]) => !LEFT_OUT.has(name)));
  return { type, actorId, actorName, data } as Json;
}

async function headOf(tx: TxCtx, dealId: string, { request, title }: DealFacts, at: Date): Promise<Head> {
  const from = request === null ? { requestId: null, sellerId: null } : { requestId: request.id, sellerId: request.sellerId };
  const { head } = await headFor(tx, { ...from, dealId, title, openedBy: null, at });
  if (head.dealId !== dealId) await joinDeal(tx, head, dealId);
  const locked = await lockHead(tx, head.id);
  return locked ?? head;
}

/** One for each conversation, however much happened in its deal. */
function news(heads: ReadonlyMap<string, Head>, deals: ReadonlyMap<string, DealFacts>) {
  return [...heads].map(([dealId, head]) => {
    const people: readonly Person[] = deals.get(dealId)?.people ?? [];
    return changedEvent(head, people);
  });
}
