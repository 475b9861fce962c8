import { type DossierPart, type Locale, partFile } from "@amanat/contracts";
import { directionOf, formatBytes, formatCount } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import type { PartLine } from "./lines.ts";
import { beginning, END, escaped, exact, prose, said } from "./html.ts";
import { CASE_SECTIONS } from "./page-case.ts";
import { amount, amountIn, at, type Drawn, filled, nameOf, record, row, type Told, text, type Words } from "./page-words.ts";

const terms: Drawn = (words, line) => {
  const { page } = words;
  if (line["type"] === "platform terms") return `<dl>${row(page.platformTerms, exact(text(line["version"])))}</dl>`;
  if (line["type"] !== "terms") return "";
  const person = (role: string) => said(text(record(line[role])["name"]));
  return `<dl>${[
    row(page.title, said(text(line["title"]))),
    row(page.buyer, person("buyer")),
    row(page.seller, person("seller")),
    row(page.price, amount(words, line["price"], line["asset"])),
    row(page.fee, amount(words, line["fee"], line["asset"])),
    row(page.sellerReceives, amount(words, line["sellerReceives"], line["asset"])),
    row(page.began, at(words, line["createdAt"])),
    row(page.brief, text(line["brief"]) === "" ? "" : prose(text(line["brief"]))),
    row(page.offerNote, text(line["offerNote"]) === "" ? "" : prose(text(line["offerNote"]))),
  ].join("")}</dl>`;
};

function happening(words: Words, type: string, data: PartLine): string {
  const { event } = words.all.deal.timeline;
  const sentences = event as Readonly<Record<string, string>>;
  const sentence = sentences[type.replace(/\.v\d+$/, "").replaceAll(".", "_")] ?? event.other;
  const agreed = words.told.shown("deal").lines.find((line) => line["type"] === "terms");
  const values = Object.entries({ count: data["confirmations"], ...data }).map(([name, value]): [string, string] => [name, text(value)]);
  const sum = amountIn(words, data["amount"], data["asset"] ?? agreed?.["asset"]);
  return escaped(filled(sentence, { ...Object.fromEntries(values), ...(sum === null ? {} : { amount: sum }) }));
}

const timeline: Drawn = (words, line) => {
  const actor = record(line["actor"]);
  const by = actor["kind"] === "user" ? ` · ${said(text(actor["name"]))}` : "";
  return `<li>${happening(words, text(line["type"]), record(line["data"]))}${by}<br>${at(words, line["at"])}</li>`;
};

const chat: Drawn = (words, line) => {
  const { page } = words;
  if (line["type"] !== "entry") return "";
  const number = `<span class="at">#${escaped(formatCount(Number(line["seq"]), words.locale))}</span> `;
  const event = record(line["event"]);
  const body =
    line["kind"] === "system"
      ? happening(words, text(event["type"]), record(event["data"]))
      : line["kind"] === "redaction"
        ? escaped(page.erasure)
        : line["text"] === null
          ? escaped(page.erased)
          : prose(text(line["text"]));
  const edit = line["kind"] === "edit" ? ` ${escaped(filled(page.edit, { seq: formatCount(Number(line["ref"]), words.locale) }))}` : "";
  const who = line["kind"] === "system" ? "" : nameOf(words, line["author"]);
  return `<li>${number}${who}${edit} ${at(words, line["at"])}<br>${body}</li>`;
};

const files: Drawn = (words, line) => {
  const name = said(text(line["fileName"]));
  const link =
    text(line["entry"]) === "" ? `${name} (${escaped(words.page.gone)})` : `<a href="${escaped(text(line["entry"]))}">${name}</a>`;
  return `<li>${link} · ${escaped(formatBytes(Number(line["size"]), words.locale))} · ${nameOf(words, line["by"])} ${at(words, line["at"])}<br>${exact(text(line["sha256"]))}</li>`;
};

const payments: Drawn = (words, line) =>
  `<li>${escaped(line["direction"] === "in" ? words.page.cameIn : words.page.wentOut)} ${amount(words, line["amount"], line["assetId"])} ${at(words, line["at"])}<br>${exact(text(line["tx"]))}</li>`;

const ledger: Drawn = (words, line) => {
  const when = new Date(Number(text(line["micros"])) / 1_000).toISOString();
  const block = text(line["block"]) === "" ? "" : ` · ${escaped(filled(words.page.block, { n: text(line["block"]) }))}`;
  return `<li>${amount(words, line["amount"], line["asset"])} ${at(words, when)}${block}<br>${exact(text(line["hash"]))}</li>`;
};

const SECTIONS: readonly (readonly [DossierPart, Drawn])[] = [
  ["deal", terms],
  ["timeline", timeline],
  ["chat", chat],
  ["files", files],
  ...CASE_SECTIONS,
  ["payments", payments],
  ["ledger", ledger],
];

/** A page for people, in one language, with the words under `dossier.page.${name}`: what happened, in words. What counts are the files beside it, and it says so. */
export async function* pageOf(locale: Locale, told: Told): AsyncGenerator<Uint8Array> {
  const all = await loadMessages(locale);
  const { page } = all.dossier;
  const words: Words = { all, page, locale, told };
  yield Buffer.from(beginning(locale, directionOf(locale), `${page.heading}: ${told.facts.title}`));
  yield Buffer.from(
    `<h1>${escaped(page.heading)}: ${said(told.facts.title)}</h1>\n<p>${exact(told.dealId)} · ${at(words, told.madeAt)}</p>\n`,
  );
  yield Buffer.from(`<p class="note">${escaped(page.note)}<br>${exact("npx @amanat/sdk verify-dossier dossier.zip")}</p>\n`);
  for (const [part, drawn] of SECTIONS) {
    const { lines, count } = told.shown(part);
    if (count === 0) continue;
    yield Buffer.from(`<h2>${escaped(page.section[part as keyof typeof page.section])}</h2>\n${part === "deal" ? "<div>" : "<ol>"}\n`);
    for (const line of lines) yield Buffer.from(drawn(words, line));
    yield Buffer.from(part === "deal" ? "</div>\n" : "</ol>\n");
    if (lines.length < count)
      yield Buffer.from(
        `<p>${escaped(filled(page.more, { count: formatCount(count - lines.length, locale) }))} ${exact(partFile(part))}</p>\n`,
      );
  }
  yield Buffer.from(END);
}
