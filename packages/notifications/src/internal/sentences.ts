import { BrokenInvariant, type Locale, type NoticeGroup, type NoticeUrgency } from "@amanat/contracts";
import { formatCount, formatDate, isolated } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import { CATALOGUE } from "./catalogue.ts";
import type { Telling } from "./telling.ts";
import { WARNED } from "./warnings.ts";

/** Every template with how it is told. */
const TELLINGS: ReadonlyMap<string, Telling> = new Map(
  [...Object.values(CATALOGUE).flat(), ...WARNED].map((telling: Telling) => [telling.kind, telling]),
);
export const NOTICE_KINDS: readonly string[] = [...TELLINGS.keys()];

export type Sort = { readonly group: NoticeGroup; readonly urgency: NoticeUrgency };

/** What sort of notice a kind is. One that is told no more, in a row from before, is shown like what is quiet. */
export const sortOf = (kind: string): Sort => TELLINGS.get(kind) ?? { group: "account", urgency: "quiet" };
export const tellingOf = (kind: string): Telling | null => TELLINGS.get(kind) ?? null;

/** What a sentence may name. Nothing else is in one. */
export type Named = { readonly actor: string; readonly title: string; readonly detail: string };
export type Sayable = { readonly kind: string; readonly said: unknown; readonly count: number; readonly by: Date | null };

type Words = { readonly title: string; readonly text: string; readonly due?: string };

/** The title and the text of a notice in a language. Names are other people's texts: each is kept apart from the words around it. */
export async function sentencesOf(notice: Sayable, locale: Locale, timeZone: string): Promise<{ title: string; text: string }> {
  const { kind: all } = (await loadMessages(locale)).notices;
  const words: Words = (all as Readonly<Record<string, Words>>)[notice.kind] ?? all.other;
  const { actor = "", title = "", detail = "" } = notice.said as Partial<Named>;
  const when = notice.by === null ? "" : formatDate(notice.by.toISOString(), "due", locale, timeZone);
  const values: Readonly<Record<string, string>> = {
    actor: isolated(actor),
    title: isolated(title),
    detail: isolated(detail),
    when,
    count: formatCount(notice.count, locale),
  };
  const say = (text: string): string =>
    text.replaceAll(/\{(\w+)\}/g, (_, name: string) => {
      const value = values[name];
      if (value === undefined) throw new BrokenInvariant(`a notice names no ${name}`);
      return value;
    });
  const due = words.due !== undefined && notice.by !== null ? ` ${say(words.due)}` : "";
  return { title: say(words.title), text: say(words.text) + due };
}
