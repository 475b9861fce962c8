import type { DossierPart } from "@amanat/contracts";
import { formatCount } from "@amanat/i18n";
import type { PartLine } from "./lines.ts";
import { escaped, exact, prose, said } from "./html.ts";
import { amount, at, type Drawn, filled, record, text, timeIn, type Words } from "./page-words.ts";

/** A case, its record, and what was offered and ruled in it, for people. */

/** The word of a list for what stands in a line; the line's own word where there is none. */
const word = (words: object, key: unknown): string => {
  const found = (words as Readonly<Record<string, unknown>>)[text(key)];
  return escaped(typeof found === "string" ? found : text(key));
};
const list = (value: unknown): readonly unknown[] => (Array.isArray(value) ? value : []);
const joined = (...texts: readonly string[]): string => texts.filter((one) => one !== "").join(" · ");

/** A side by its name, which the deal's parties are known by. */
function sideOf({ all, told }: Words, side: unknown): string {
  const name = told.facts.people.find(({ role }) => role === side)?.name ?? "";
  if (side === "buyer" || side === "seller") return escaped(filled(all.cases.record.by[side], { name }));
  return escaped(side === "mediator" ? all.common.mediator : all.common.brand);
}

/** Who did it, as the record has their name. */
function whoOf({ all }: Words, by: unknown, name: unknown): string {
  if (by === "buyer" || by === "seller") return escaped(filled(all.cases.record.by[by], { name: text(name) }));
  return by === "mediator" ? joined(said(text(name)), escaped(all.common.mediator)) : escaped(all.common.brand);
}

/** What each side gets of each part of the price. */
function shares(words: Words, value: unknown): string {
  const { all, told } = words;
  const assets = new Map(
    told.shown("deal").lines.flatMap((line) => (line["type"] === "tranche" ? [[line["ordinal"], line["assetId"]]] : [])),
  );
  const lines = list(value).flatMap((share) => {
    const { tranche, release, refund } = record(share);
    const asset = assets.get(tranche);
    return [
      [sideOf(words, "seller"), release],
      [sideOf(words, "buyer"), refund],
    ].map(
      ([side, units]) =>
        `${escaped(filled(all.cases.effect.part, { n: formatCount(Number(tranche), words.locale) }))} · ${text(side)}: ${amount(words, units, asset)}`,
    );
  });
  return lines.length === 0 ? "" : `<br>${lines.join("<br>")}`;
}

const until = (words: Words, value: unknown): string =>
  text(value) === "" ? "" : escaped(filled(words.all.cases.record.until, { time: timeIn(words, value) }));

const own = (value: unknown): string => (text(value) === "" ? "" : prose(text(value)));

const theCase: Drawn = (words, line) => {
  const { cases, common } = words.all;
  if (line["type"] === "mediator") {
    const cause = text(line["cause"]) in cases.left ? word(cases.left, line["cause"]) : "";
    return `<li>${joined(said(text(line["name"])), escaped(common.mediator), cause)} ${at(words, line["since"])}</li>`;
  }
  const facts = [sideOf(words, line["openedBy"]), word(cases.reason, line["reason"]), word(cases.ask, line["ask"])];
  return `<li>${joined(...facts, word(cases.status, line["status"]))} ${at(words, line["openedAt"])}<br>${exact(text(line["hash"]))}</li>`;
};

/** What an entry is about, beside its words. */
function about(words: Words, line: PartLine): string {
  const { cases } = words.all;
  const data = record(line["data"]);
  const kind = text(line["kind"]);
  if (kind === "opened")
    return joined(word(cases.reason, data["reason"]), word(cases.ask, data["ask"]), word(cases.certainty, data["certainty"]));
  if (kind === "file") return said(text(data["fileName"]));
  if (kind === "transaction") return exact(text(data["txHash"]));
  if (kind === "message") {
    const time = timeIn(words, data["at"]);
    return `${escaped(filled(cases.record.said, { name: text(data["name"]), time }))}${own(data["text"])}`;
  }
  if (kind === "settlement")
    return joined(word(cases.settlement.kind, data["kind"]), until(words, data["until"])) + shares(words, data["shares"]);
  if (kind === "answer") return word(cases.settlement.status, data["answer"]);
  if (kind === "assigned") return said(text(data["mediator"]));
  if (kind === "left") return word(cases.left, data["cause"]);
  if (kind === "ruling") return joined(word(cases.outcome, data["outcome"]), until(words, data["until"])) + shares(words, data["shares"]);
  return kind === "ended" ? word(cases.how, data["how"]) : "";
}

const evidence: Drawn = (words, line) => {
  const { record: names } = words.all.cases;
  const number = `<span class="at">#${escaped(formatCount(Number(line["seq"]), words.locale))}</span> `;
  const heading = joined(word(names.kind, line["kind"]), whoOf(words, line["by"], line["name"]));
  const body = line["text"] === null ? `<br>${escaped(names.erased)}` : own(line["text"]);
  const more = about(words, line);
  return `<li>${number}${heading} ${at(words, line["at"])}${more === "" ? "" : `<br>${more}`}${body}<br>${exact(text(line["hash"]))}</li>`;
};

const settlements: Drawn = (words, line) => {
  const { kind, status } = words.all.cases.settlement;
  const facts = [sideOf(words, line["by"]), word(kind, line["kind"]), word(status, line["status"]), until(words, line["until"])];
  return `<li>${joined(...facts)} ${at(words, line["createdAt"])}${shares(words, line["shares"])}${own(line["note"])}<br>${exact(text(line["digest"]))}</li>`;
};

const rulings: Drawn = (words, line) => {
  const { cases } = words.all;
  const by = text(line["name"]) === "" ? sideOf(words, "system") : said(text(line["name"]));
  const sanctions = list(line["sanctions"]).map((one) => word(cases.sanction, one));
  const facts = [
    word(cases.outcome, line["outcome"]),
    word(cases.ruling.status, line["status"]),
    by,
    until(words, line["until"]),
    ...sanctions,
  ];
  return `<li>${joined(...facts)} ${at(words, line["at"])}${shares(words, line["shares"])}${own(line["reasons"])}<br>${exact(text(line["digest"]))}</li>`;
};

export const CASE_SECTIONS: readonly (readonly [DossierPart, Drawn])[] = [
  ["case", theCase],
  ["evidence", evidence],
  ["settlements", settlements],
  ["rulings", rulings],
];
