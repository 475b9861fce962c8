import type { MailJob } from "./job.ts";
import { TEXTS } from "./texts.ts";

export type Rendered = { subject: string; text: string; html: string };

const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

function escapeHtml(text: string): string {
  return text.replaceAll(/[&<>"']/g, (found) => ESCAPES[found] ?? found);
}

/** A name is somebody else's text: no line breaks and no bidirectional overrides reach a mail. */
function tame(name: string): string {
  return name.replaceAll(/[\p{Cc}\u202a-\u202e\u2066-\u2069]/gu, " ").trim();
}

/** The mail in the reader's language and direction. The code is in Latin digits, on a line of its own. */
export function renderMail(job: MailJob): Rendered {
  const language = TEXTS[job.locale];
  const words = language[job.kind];
  const hello = language.hello.replace("{name}", () => tame(job.name));
  const code = "code" in job ? job.code : null;
  const detail = "detail" in job && job.detail ? tame(job.detail) : null;
  const lines = [hello, words.before, ...(detail ? [detail] : []), ...(code ? [code] : []), words.after, "Amanat"];
  const direction = job.locale === "fa" || job.locale === "ar" ? "rtl" : "ltr";
  const big = code ? `<p dir="ltr" style="font-size:28px;letter-spacing:6px;text-align:center">${code}</p>` : "";
  const figures = detail ? `<p dir="ltr" style="word-break:break-all">${escapeHtml(detail)}</p>` : "";
  const paragraph = (line: string) => `<p>${escapeHtml(line)}</p>`;
  const html = `<!doctype html><html lang="${job.locale}" dir="${direction}"><body style="font-family:Vazirmatn,Tahoma,Arial,sans-serif">${paragraph(hello)}${paragraph(words.before)}${figures}${big}${paragraph(words.after)}<p>Amanat</p></body></html>`;
  return { subject: words.subject, text: lines.join("\n\n"), html };
}
