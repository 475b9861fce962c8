import { type Locale, NOTICE_GROUPS, type NoticeChannel, type NoticePreferences, type NoticeView, publicId } from "@amanat/contracts";
import { CHANNELS_OF, wants } from "../rules.ts";
import { sentencesOf, sortOf } from "./sentences.ts";
import type { NoticeRow } from "./notices.ts";
import type { Stored } from "./preferences.ts";

export async function noticeView(row: NoticeRow, locale: Locale, timeZone: string): Promise<NoticeView> {
  return {
    id: publicId("notice", row.id),
    kind: row.kind,
    ...pick(row.kind),
    ...(await sentencesOf(row, locale, timeZone)),
    by: row.by?.toISOString() ?? null,
    place: row.place,
    count: row.count,
    at: row.createdAt.toISOString(),
    readAt: row.readAt?.toISOString() ?? null,
  };
}

const pick = (kind: string) => {
  const { group, urgency } = sortOf(kind);
  return { group, urgency };
};

export function preferencesView(wishes: Stored, timeZone: string, channels: readonly NoticeChannel[], staff: boolean): NoticePreferences {
  const groups = NOTICE_GROUPS.filter((group) => staff || group !== "staff").map((group) => ({
    group,
    fixed: group === "security",
    on: channels.filter((channel) => wants(wishes, group, channel) && (group !== "security" || CHANNELS_OF.security.includes(channel))),
  }));
  const { quiet, digest, version } = wishes;
  return { channels: [...channels], groups, quiet, timeZone, digest, version };
}
