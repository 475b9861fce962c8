import {
  type byUnsubscribeToken,
  type changeNoticePreferencesInput,
  NOTICE_GROUPS,
  type NoticePreferences,
  type unsubscription,
} from "@amanat/contracts";
import { audit, type Ctx, oncePerKey, requireUser } from "@amanat/db";
import type * as z from "zod";
import { choose, switchOff } from "../internal/preferences.ts";
import { readToken } from "../internal/tokens.ts";
import type { NoticePorts } from "../ports.ts";
import { getPreferences } from "../reads/preferences.ts";
import { switchOf, type Wishes } from "../rules.ts";

/**
 * Changes what the caller is told where, and when. Security stays on, whatever is sent; what is off on a channel
 * that does not reach them now, and so was not offered, stays off.
 *
 * - Who: anybody signed in, for themselves. On the version they saw: of two at once one gets VERSION_CONFLICT, and so does a second call.
 *
 * Errors: AUTHENTICATION_REQUIRED, VERSION_CONFLICT, IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function changePreferences(
  ctx: Ctx,
  input: z.output<typeof changeNoticePreferencesInput>,
  ports: NoticePorts,
): Promise<NoticePreferences> {
  const { userId } = requireUser(ctx.actor);
  const { channels } = await getPreferences(ctx, ports);
  const isOffered = (one: string) => channels.some((channel) => NOTICE_GROUPS.some((group) => one === switchOf(group, channel)));
  return oncePerKey(ctx, "notifications.changePreferences", input, async (tx) => {
    const off = [...new Set(input.off.filter(({ group }) => group !== "security").map(({ group, channel }) => switchOf(group, channel)))];
    const kept = (before: Wishes) => before.off.filter((one) => !isOffered(one));
    await choose(tx, userId, input.version, (before) => ({
      off: [...new Set([...off, ...kept(before)])],
      quiet: input.quiet,
      digest: input.digest,
    }));
    await audit(tx, { action: "notice.preferences_changed", subjectKind: "user", subjectId: userId, payload: { off: off.length } });
    return getPreferences(tx, ports);
  });
}

/**
 * Switches off what a signed token names: one kind of notice on one channel. Mail programs call it without a session, at a click of their own.
 *
 * - Who: whoever has the token. From: any state. Two at once, or again: the same answer.
 *
 * Errors: NOT_FOUND (not our token, or security), IDEMPOTENCY_CONFLICT, BUSY.
 */
export async function unsubscribe(ctx: Ctx, input: z.output<typeof byUnsubscribeToken>): Promise<z.input<typeof unsubscription>> {
  const { userId, group, channel } = readToken(ctx, input.token);
  return oncePerKey(ctx, "notifications.unsubscribe", input, async (tx) => {
    await switchOff(tx, userId, group, channel);
    await audit(tx, { action: "notice.unsubscribed", subjectKind: "user", subjectId: userId, payload: { group, channel } });
    return { group, channel, on: false };
  });
}
