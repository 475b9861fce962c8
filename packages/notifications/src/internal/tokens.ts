import { DomainError, NOTICE_CHANNELS, NOTICE_GROUPS, type NoticeChannel, type NoticeGroup } from "@amanat/contracts";
import { type Ctx, decodeCursor, encodeCursor } from "@amanat/db";
import * as z from "zod";

const TAG = "unsubscribe";
const content = z.tuple([z.uuid(), z.enum(NOTICE_GROUPS), z.enum(NOTICE_CHANNELS)]);

/** A text that ends one kind of message for one person, whoever has it. Nothing else can be done with it, and it does not end. */
export function unsubscribeToken(ctx: Ctx, userId: string, group: NoticeGroup, channel: NoticeChannel): string {
  return encodeCursor(ctx.db.cursorSecret, TAG, [userId, group, channel]);
}

/** Errors: NOT_FOUND (we did not sign it, or it would switch security off). */
export function readToken(ctx: Ctx, token: string): { userId: string; group: NoticeGroup; channel: NoticeChannel } {
  try {
    const [userId, group, channel] = content.parse(decodeCursor(ctx.db.cursorSecret, TAG, token));
    if (group !== "security") return { userId, group, channel };
  } catch (error) {
    throw new DomainError("NOT_FOUND", undefined, { cause: error });
  }
  throw new DomainError("NOT_FOUND");
}
