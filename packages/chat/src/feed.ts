import type { FedEvent, Take, TxCtx } from "@amanat/db";
import { appendEvents, type Json } from "@amanat/db";
import { addHappened } from "./internal/entries.ts";
import { type Head, headFor, joinDeal, lockHead } from "./internal/heads.ts";
import { dropStaff, tellMembers } from "./internal/members.ts";
import type { ChatPorts, Person, Subject } from "./ports.ts";
import { changedEvent, isStory } from "./rules.ts";

/** The deal in whose channel an event stands. */
const dealOf = ({ channels }: FedEvent): string | null =>
  channels.find((channel) => channel.startsWith("deal:"))?.slice("deal:".length) ?? null;

/** Which values of an event are no values of the story. */
const LEFT_OUT = new Set(["dealId", "caseId", "version"]);

/** What a conversation is about: a deal, or a case about one. */
type Of = { readonly dealId: string } | { readonly caseId: string };
/** What of it the story needs. */
type Facts = { readonly subject: Subject; readonly title: string; readonly people: readonly Person[] };

/** Whose story an event belongs to. What happens in a case stands in the room of its three, and not in the deal's conversation. */
function aboutOf(event: FedEvent): Of | null {
  if (!isStory(event.type)) return null;
  const caseId = event.type.startsWith("dispute.") ? event.subjectId : null;
  if (caseId !== null) return { caseId };
  const dealId = dealOf(event);
  return dealId === null ? null : { dealId };
}

/**
 * Writes what happens to a deal, or in a case, into its conversation, which is made where there is none: once, since the place in the feed moves
 * in the same transaction, and in the order in which it happened. What is kept is the event and its values; pages draw words from them.
 */
export function tellStory(ports: ChatPorts): Take {
  return async (tx, events) => {
    const told = events.flatMap((event) => {
      const about = aboutOf(event);
      return about === null ? [] : [{ event, about, key: Object.values(about).join() }];
    });
    if (told.length === 0) return;
    const facts = await factsOf(
      tx,
      ports,
      told.map(({ about }) => about),
    );
    const heads = new Map<string, Head>();
    for (const { event, key } of told) {
      const known = facts.get(key);
      if (!known) continue;
      const head = heads.get(key) ?? (await headOf(tx, known, event.at));
      heads.set(key, head);
      await addHappened(tx, head, { clientId: `event-${event.seq}`, event: storyOf(event), at: event.at });
      await tellMembers(tx, head.id, known.people, { lastAt: event.at, seq: head.seq, from: null });
      if (known.subject.caseId !== null) await dropStaff(tx, head.id, known.people);
    }
    // One for each conversation, however much happened.
    await appendEvents(
      tx,
      [...heads].map(([key, head]) => changedEvent(head, facts.get(key)?.people ?? [])),
    );
  };
}

async function factsOf(tx: TxCtx, ports: ChatPorts, all: readonly Of[]): Promise<ReadonlyMap<string, Facts>> {
  const deals = await ports.deals(tx, [...new Set(all.flatMap((of) => ("dealId" in of ? [of.dealId] : [])))]);
  const cases = await ports.cases(tx, [...new Set(all.flatMap((of) => ("caseId" in of ? [of.caseId] : [])))]);
  return new Map<string, Facts>([
    ...[...deals].map(([dealId, { title, people, request }]): [string, Facts] => {
      const from = request === null ? { requestId: null, sellerId: null } : { requestId: request.id, sellerId: request.sellerId };
      return [dealId, { title, people, subject: { ...from, dealId, caseId: null } }];
    }),
    ...[...cases].map(([caseId, { title, people, dealId }]): [string, Facts] => {
      return [caseId, { title, people, subject: { requestId: null, sellerId: null, dealId, caseId } }];
    }),
  ]);
}

/** It has nobody's name: the chain is never changed, and names go with their people. */
function storyOf({ type, actorId, payload }: FedEvent): Json {
  const data = Object.fromEntries(Object.entries(payload).filter(([name]) => !LEFT_OUT.has(name)));
  return { type, actorId, data } as Json;
}

async function headOf(tx: TxCtx, { subject, title }: Facts, at: Date): Promise<Head> {
  const { head } = await headFor(tx, { ...subject, title, openedBy: null, at });
  if (subject.caseId === null && subject.dealId !== null && head.dealId !== subject.dealId) await joinDeal(tx, head, subject.dealId);
  return (await lockHead(tx, head.id)) ?? head;
}
