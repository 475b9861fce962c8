import { type ChatRole, EDIT_MINUTES, type EventRole, publicId } from "@amanat/contracts";
import type { NewEvent } from "@amanat/db";

const MINUTE_MS = 60_000;
/** Conversations that one person may open with people who have not asked for it, in a day. */
export const MOST_OPENED = 20;
export const DAY_MS = 24 * 60 * MINUTE_MS;
/** Messages of one person in one conversation, in a minute. */
export const MOST_PER_MINUTE = 30;
/** Entries that are looked at to count them. */
export const COUNTED = 4 * MOST_PER_MINUTE;

/** Until when a message that was written then may be edited. */
export const editableUntil = (at: Date): Date => new Date(at.getTime() + EDIT_MINUTES * MINUTE_MS);

/** When a person may write again, by the times of their last entries; null: now. */
export function mayWriteAt(times: readonly Date[], at: Date): Date | null {
  const recent = times.filter((time) => at.getTime() - time.getTime() < MINUTE_MS).toSorted((a, b) => b.getTime() - a.getTime());
  const oldest = recent[MOST_PER_MINUTE - 1];
  return oldest === undefined ? null : new Date(oldest.getTime() + MINUTE_MS);
}

/** What the platform says of a deal in its conversation: everything the deal's timeline has, but the counting of blocks. */
export const isStory = (type: string): boolean => type !== "payment.confirming.v1" && !type.startsWith("chat.");

/** In what role somebody acts in a conversation: of staff, only a mediator is in one. */
export const actorRoleOf = (role: ChatRole): EventRole => (role === "staff" ? "resolver" : role);

/** For the pages of a conversation's people. */
export function changedEvent(head: { id: string; seq: number }, people: readonly { userId: string }[]): NewEvent {
  return {
    type: "chat.changed.v1",
    subjectId: head.id,
    payload: { conversationId: publicId("conversation", head.id), seq: head.seq },
    channels: people.map(({ userId }) => `user:${userId}`),
    reacts: false,
    actorRole: "system",
  };
}
