import { type ConversationView, DomainError, type openConversationInput, type UserActor, uuidOf } from "@amanat/contracts";
import { audit, type Ctx, now, oncePerKey, requireUser, type TxCtx } from "@amanat/db";
import type * as z from "zod";
import { conversationViews } from "../internal/conversation-views.ts";
import { headAbout, headFor, joinDeal } from "../internal/heads.ts";
import { tellMembers } from "../internal/members.ts";
import { sightOf } from "../internal/sight.ts";
import { publicConversation } from "../internal/views.ts";
import type { ChatPorts, Person, Subject } from "../ports.ts";
import { DAY_MS, MOST_OPENED } from "../rules.ts";

type Input = z.output<typeof openConversationInput>;
/** `free`: the other side has asked for it, by an offer or a deal. */
type About = { readonly subject: Subject; readonly title: string; readonly people: readonly Person[]; readonly free: boolean };

/**
 * Opens the conversation about a request, an offer or a deal, or answers the one there is.
 *
 * - Who: anybody signed in but the owner, about an open request; either side of an offer; a party of a deal. What has closed is opened no more,
 *   but found again by those who are in it.
 * - Two at once: one conversation, and both get it. Replay: the same conversation, with or without a key.
 * - Bound: so many a day with people who have not asked for it. Dies before the commit: nothing is there.
 *
 * Errors: AUTHENTICATION_REQUIRED, ACCOUNT_RESTRICTED (about no deal), NOT_FOUND, OWN_REQUEST, INVALID_STATE (closed), RATE_LIMITED, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function openConversation(ctx: Ctx, input: Input, ports: ChatPorts): Promise<ConversationView> {
  const user = requireUser(ctx.actor);
  const { conversationId } = await oncePerKey(ctx, "chat.open", input, async (tx) => {
    const about = await aboutWhat(tx, ports, user, input);
    const known = await headAbout(tx, about.subject);
    if (known) return { conversationId: publicConversation(known) };
    if (user.restricted === true && about.subject.dealId === null) throw new DomainError("ACCOUNT_RESTRICTED");
    const at = await now(tx);
    if (!about.free) await requireRoom(tx, user.userId, at);
    const { head, isNew } = await headFor(tx, { ...about.subject, title: about.title, openedBy: user.userId, at });
    if (isNew) {
      await tellMembers(tx, head.id, about.people, { lastAt: at, seq: 0, from: null });
      if (about.subject.dealId !== null) await joinDeal(tx, head, about.subject.dealId);
      const { requestId, dealId } = about.subject;
      await audit(tx, { action: "chat.opened", subjectKind: "conversation", subjectId: head.id, payload: { requestId, dealId } });
    }
    return { conversationId: publicConversation(head) };
  });
  const [view] = await conversationViews(ctx, ports, [await sightOf(ctx, ports, conversationId)]);
  if (!view) throw new DomainError("NOT_FOUND");
  return view;
}

async function aboutWhat(tx: TxCtx, ports: ChatPorts, user: UserActor, input: Input): Promise<About> {
  if ("dealId" in input) return aboutDeal(tx, ports, user, uuidOf("deal", input.dealId));
  if ("offerId" in input) return aboutOffer(tx, ports, user, uuidOf("offer", input.offerId));
  const requestId = uuidOf("request", input.requestId);
  const request = requestId === null ? null : await ports.request(tx, requestId);
  if (!request || requestId === null) throw new DomainError("NOT_FOUND");
  if (request.ownerId === user.userId) throw new DomainError("OWN_REQUEST");
  const subject = { requestId, sellerId: user.userId, dealId: null, caseId: null };
  if (!request.open && (await headAbout(tx, subject)) === null) throw new DomainError("INVALID_STATE");
  return { subject, title: request.title, people: sides(request.ownerId, user.userId), free: false };
}

async function aboutOffer(tx: TxCtx, ports: ChatPorts, user: UserActor, offerId: string | null): Promise<About> {
  const offer = offerId === null ? null : await ports.offer(tx, offerId);
  if (!offer || (offer.ownerId !== user.userId && offer.sellerId !== user.userId)) throw new DomainError("NOT_FOUND");
  const { requestId, sellerId, ownerId, title } = offer;
  return { subject: { requestId, sellerId, dealId: null, caseId: null }, title, people: sides(ownerId, sellerId), free: true };
}

async function aboutDeal(tx: TxCtx, ports: ChatPorts, user: UserActor, dealId: string | null): Promise<About> {
  const deal = dealId === null ? undefined : (await ports.deals(tx, [dealId])).get(dealId);
  if (!deal || deal.people.every(({ userId }) => userId !== user.userId)) throw new DomainError("NOT_FOUND");
  const { request, title, people } = deal;
  const from = request === null ? { requestId: null, sellerId: null } : { requestId: request.id, sellerId: request.sellerId };
  return { subject: { ...from, dealId, caseId: null }, title, people, free: true };
}

const sides = (buyerId: string, sellerId: string): Person[] => [
  { userId: buyerId, role: "buyer" },
  { userId: sellerId, role: "seller" },
];

/** A person opens one after the other, so that the number holds. Errors: RATE_LIMITED. */
async function requireRoom(tx: TxCtx, userId: string, at: Date): Promise<void> {
  await tx.tx.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`conversations of ${userId}`}, 0))`;
  const since = new Date(at.getTime() - DAY_MS);
  const count = await tx.tx.conversation.count({ where: { openedBy: userId, createdAt: { gt: since } } });
  if (count >= MOST_OPENED) throw new DomainError("RATE_LIMITED", "You have opened as many conversations as one may in a day.");
}
