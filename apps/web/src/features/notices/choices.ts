import { NOTICE_CHANNELS, NOTICE_GROUPS, type NoticeChannel, type NoticeGroup, type NoticePreferences } from "@amanat/contracts";

/** What is on, by what it is about. */
export type Switches = Readonly<Record<NoticeGroup, readonly NoticeChannel[]>>;

export function switchesOf({ groups }: NoticePreferences): Switches {
  const on = new Map<NoticeGroup, readonly NoticeChannel[]>(groups.map((each) => [each.group, each.on]));
  return Object.fromEntries(NOTICE_GROUPS.map((group) => [group, on.get(group) ?? NOTICE_CHANNELS])) as Switches;
}

/** What is switched off, of what was offered: nobody decides about what they were not shown. */
export function offOf({ groups, channels }: NoticePreferences, on: Switches): { group: NoticeGroup; channel: NoticeChannel }[] {
  return groups
    .filter(({ fixed }) => !fixed)
    .flatMap(({ group }) => channels.filter((channel) => !on[group].includes(channel)).map((channel) => ({ group, channel })));
}

/** Minutes of the day as a field of the browser writes them. */
export function clockOf(minutes: number): string {
  return `${String(Math.floor(minutes / 60)).padStart(2, "0")}:${String(minutes % 60).padStart(2, "0")}`;
}

/** Null while the field is not filled in. */
export function minutesOf(clock: string): number | null {
  const [, hours, minutes] = /^(\d{2}):(\d{2})/.exec(clock) ?? [];
  return hours === undefined || minutes === undefined ? null : Number(hours) * 60 + Number(minutes);
}
