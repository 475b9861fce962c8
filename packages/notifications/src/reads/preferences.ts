import type { byUnsubscribeToken, NoticePreferences, unsubscription } from "@amanat/contracts";
import { type Ctx, requireUser } from "@amanat/db";
import type * as z from "zod";
import { wishesOf } from "../internal/preferences.ts";
import { reached, readerOf } from "../internal/reached.ts";
import { readToken } from "../internal/tokens.ts";
import { preferencesView } from "../internal/views.ts";
import type { NoticePorts } from "../ports.ts";
import { wants } from "../rules.ts";

/** What the caller has chosen, on the channels that reach them. Errors: AUTHENTICATION_REQUIRED. */
export async function getPreferences(ctx: Ctx, ports: NoticePorts): Promise<NoticePreferences> {
  const { userId, roles } = requireUser(ctx.actor);
  const [wishes, person] = await Promise.all([wishesOf(ctx, [userId]), readerOf(ctx, userId, ports)]);
  const channels = await reached(ctx, person === null ? [] : [person], ports);
  const staff = roles.includes("admin") || roles.includes("guard");
  return preferencesView(wishes(userId), person?.timeZone ?? "UTC", channels(userId), staff);
}

/** What a mail's way out switches off. Looking changes nothing: scanners follow links. Errors: NOT_FOUND (not our token). */
export async function getUnsubscription(ctx: Ctx, { token }: z.output<typeof byUnsubscribeToken>): Promise<z.input<typeof unsubscription>> {
  const { userId, group, channel } = readToken(ctx, token);
  return { group, channel, on: wants((await wishesOf(ctx, [userId]))(userId), group, channel) };
}
