import type { DossierPart, Locale } from "@amanat/contracts";
import { formatAmount, formatDate } from "@amanat/i18n";
import type { Messages } from "@amanat/i18n/messages";
import type { RecordFacts } from "../ports.ts";
import type { PartLine } from "./lines.ts";
import { escaped, exact, said } from "./html.ts";

/** What every section of the page for people says in the same way. */

type Shown = (part: DossierPart) => { readonly lines: readonly PartLine[]; readonly count: number };
export type Told = { readonly dealId: string; readonly madeAt: string; readonly facts: RecordFacts; readonly shown: Shown };
export type Words = { readonly all: Messages; readonly page: Messages["dossier"]["page"]; readonly locale: Locale; readonly told: Told };

export const text = (value: unknown): string => (typeof value === "string" || typeof value === "number" ? String(value) : "");
export const record = (value: unknown): PartLine => (value !== null && typeof value === "object" ? (value as PartLine) : {});
export const filled = (sentence: string, values: Readonly<Record<string, string>>): string =>
  sentence.replaceAll(/\{(\w+)\}/g, (_, name: string) => values[name] ?? "…");

/** With its year, and in both calendars: a record is read long afterwards. */
export const timeIn = ({ locale }: Words, value: unknown): string => formatDate(text(value), "due", locale, "UTC");

export const at = (words: Words, value: unknown): string =>
  text(value) === "" ? "" : `<span class="at">${escaped(timeIn(words, value))}</span>`;

/** An amount as people say it; null where there is none, or nobody knows what its units are. */
export function amountIn(words: Words, units: unknown, asset: unknown): string | null {
  const kept = words.told.facts.assets.get(text(asset));
  if (kept === undefined || !/^-?\d+$/.test(text(units))) return null;
  return `${formatAmount(text(units), kept.decimals, words.locale)} ${kept.symbol}`;
}

export function amount(words: Words, units: unknown, asset: unknown): string {
  if (!/^-?\d+$/.test(text(units))) return "";
  const people = amountIn(words, units, asset);
  return people === null ? exact(`${text(units)} ${text(asset)}`) : `<bdi>${escaped(people)}</bdi>`;
}

export const nameOf = ({ told, all }: Words, id: unknown): string => {
  const person = told.facts.people.find((one) => one.id === id);
  return person === undefined ? escaped(all.common.brand) : said(person.name);
};

export type Drawn = (words: Words, line: PartLine) => string;

export const row = (name: string, value: string): string => (value === "" ? "" : `<dt>${escaped(name)}</dt><dd>${value}</dd>`);
