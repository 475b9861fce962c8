import { BrokenInvariant } from "@amanat/contracts";
import { formatDate, formatDateExact } from "@amanat/i18n";
import type { MailJob } from "./job.ts";
import { TEXTS } from "./texts.ts";

export type Rendered = { subject: string; text: string; html: string };

/** A paragraph of a mail; both of its parts are made from the same ones. */
type Block = { as: "words" | "exact" | "code"; text: string };

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? found);
}

/** A name is somebody else's text: no line breaks and no bidirectional overrides reach a mail or what a wallet signs. */
export function tame(name: string): string {
  return name.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ").trim();
}

function valueOf(job: MailJob, name: string): string {
  if (name === "name" && "name" in job) return tame(job.name);
  if (name === "when" && "when" in job) return `${formatDate(job.when, "due", job.locale, job.zone)} (${formatDateExact(job.when)})`;
  throw new BrokenInvariant(`a ${job.kind} mail has no ${name}`);
}

function blocksOf(job: MailJob): Block[] {
  const { hello, greeting, ...kinds } = TEXTS[job.locale];
  const { before, after } = kinds[job.kind];
  const words = (text: string): Block => ({ as: "words", text: text.replaceAll(/\{(\w+)\}/g, (_, name: string) => valueOf(job, name)) });
  return [
    words("name" in job ? hello : greeting),
    words(before),
    ...("detail" in job && job.detail ? [{ as: "exact", text: tame(job.detail) } as const] : []),
    ...("code" in job ? [{ as: "code", text: job.code } as const] : []),
    words(after),
    { as: "words", text: "Amanat" },
  ];
}

/** What is exact takes the direction of what it says: an address its own, a sentence its language's. */
const LOOKS: Readonly<Record<Block["as"], string>> = {
  words: "<p>",
  exact: '<p dir="auto" style="word-break:break-word;font-weight:bold">',
  code: '<p dir="ltr" style="font-size:28px;letter-spacing:6px;text-align:center">',
};

/**
 * The mail in the reader's language and direction; the code in Latin digits, on a line of its own. Clients drop the document's
 * frame, and some the body too: the direction stands on each, and on a wrapper inside that all of them keep.
 */
export function renderMail(job: MailJob): Rendered {
  const blocks = blocksOf(job);
  const direction = job.locale === "fa" || job.locale === "ar" ? "rtl" : "ltr";
  const turned = `lang="${job.locale}" dir="${direction}"`;
  const side = direction === "rtl" ? "right" : "left";
  const style = `font-family:Vazirmatn,Tahoma,Arial,sans-serif;direction:${direction};text-align:${side}`;
  const inside = blocks.map(({ as, text }) => `${LOOKS[as]}${escapeHtml(text)}</p>`).join("");
  return {
    subject: TEXTS[job.locale][job.kind].subject,
    text: blocks.map(({ text }) => text).join("\n\n"),
    html: `<!doctype html><html ${turned}><head><meta charset="utf-8"></head><body ${turned}><div ${turned} style="${style}">${inside}</div></body></html>`,
  };
}
