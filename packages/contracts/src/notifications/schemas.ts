import * as z from "zod";
import { LOCALES } from "../locales.ts";
import { instant, moment, pageInput, pageOf, version } from "../page.ts";
import { timeZoneSchema } from "../values/time-zone.ts";
import { tokenSchema } from "../values/token.ts";
import { noticeDeliveryId, noticeId } from "./ids.ts";
import { NOTICE_CHANNELS, NOTICE_DELIVERY_STATES, NOTICE_DIGESTS, NOTICE_GROUPS, NOTICE_URGENCIES } from "./kinds.ts";

export const noticeView = z.object({
  id: noticeId,
  /** Which sentence it is: a kind of the catalogue. */
  kind: z.string(),
  group: z.enum(NOTICE_GROUPS),
  urgency: z.enum(NOTICE_URGENCIES),
  /** Who did what: one line. */
  title: z.string(),
  /** What happens next, and by when. */
  text: z.string(),
  /** Until when, where there is a date. */
  by: instant.nullable(),
  /** The page it is about: a path without the language. */
  place: z.string(),
  /** How many it stands for, e.g. messages of one conversation. */
  count: z.number().int(),
  at: instant,
  readAt: instant.nullable(),
});
export type NoticeView = z.infer<typeof noticeView>;
export const noticePage = pageOf(noticeView);
/** Newest first. `locale`, `timeZone`: the language of the sentences and the zone of their times; by default the person's own. */
export const listNoticesInput = z
  .object({ ...pageInput, unread: z.boolean().default(false), locale: z.enum(LOCALES).optional(), timeZone: timeZoneSchema.optional() })
  .default({ limit: 20, unread: false });
/** Above a hundred, a hundred. */
export const unreadNotices = z.object({ count: z.number().int() });
export const byNotice = z.object({ noticeId });
/** Everything that came up to then: what came meanwhile stays unread. */
export const readAllInput = z.object({ until: moment });
export const readNotices = z.object({ read: z.number().int() });

const minute = z.number().int().min(0).max(1_439);
/** Minutes of the day in the person's own time zone; it may go over midnight. */
export const quietHours = z.object({ from: minute, to: minute }).refine(({ from, to }) => from !== to);
const choice = z.object({ group: z.enum(NOTICE_GROUPS), channel: z.enum(NOTICE_CHANNELS) });

export const noticePreferences = z.object({
  /** The channels that reach this person now. Others are not offered. */
  channels: z.array(z.enum(NOTICE_CHANNELS)),
  groups: z.array(
    z.object({
      group: z.enum(NOTICE_GROUPS),
      /** It cannot be switched off. */
      fixed: z.boolean(),
      on: z.array(z.enum(NOTICE_CHANNELS)),
    }),
  ),
  quiet: quietHours.nullable(),
  timeZone: z.string(),
  digest: z.enum(NOTICE_DIGESTS),
  version,
});
export type NoticePreferences = z.infer<typeof noticePreferences>;
/** `off`: what the person does not want, all of it. */
export const changeNoticePreferencesInput = z.object({
  version,
  off: z.array(choice).max(NOTICE_GROUPS.length * NOTICE_CHANNELS.length),
  quiet: quietHours.nullable(),
  digest: z.enum(NOTICE_DIGESTS),
});

/** The signed token of a mail's way out. */
export const byUnsubscribeToken = z.object({ token: tokenSchema({ min: 1, max: 600 }) });
/** What the token switches off, and whether it still is on. */
export const unsubscription = z.object({ group: z.enum(NOTICE_GROUPS), channel: z.enum(NOTICE_CHANNELS), on: z.boolean() });

/** What could not be delivered, for the operator: who and which kind, but no words. */
export const deadNotice = z.object({
  id: noticeDeliveryId,
  channel: z.enum(NOTICE_CHANNELS),
  state: z.enum(NOTICE_DELIVERY_STATES),
  kind: z.string(),
  person: z.string(),
  attempts: z.number().int(),
  failure: z.string(),
  at: instant,
  closedAt: instant,
});
export type DeadNotice = z.infer<typeof deadNotice>;
export const deadNoticePage = pageOf(deadNotice);
/** Newest first. */
export const deadNoticesInput = z.object({ ...pageInput, channel: z.enum(NOTICE_CHANNELS).optional() }).default({ limit: 20 });
export const byNoticeDelivery = z.object({ noticeDeliveryId });
