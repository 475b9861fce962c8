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

export const at = ({ locale }: Words, value: unknown): string =>
  text(value) === "" ? "" : `<span class="at">${escaped(formatDate(text(value), "moment", locale, "UTC"))} UTC</span>`;

export function amount({ locale, told }: Words, units: unknown, asset: unknown): string {
  const known = told.facts.assets.get(text(asset));
  if (!/^-?\d+$/.test(text(units))) return "";
  return known === undefined
    ? exact(`${text(units)} ${text(asset)}`)
    : `<bdi>${escaped(`${formatAmount(text(units), known.decimals, locale)} ${known.symbol}`)}</bdi>`;
}

export const nameOf = ({ told, all }: Words, id: unknown): string => {
  const person = told.facts.people.find((one) => one.id === id);
  return person === undefined ? escaped(all.common.brand) : said(person.name);
};

export type Drawn = (words: Words, line: PartLine) => string;

export const row = (name: string, value: string): string => (value === "" ? "" : `<dt>${escaped(name)}</dt><dd>${value}</dd>`);
