import type { Locale } from "@amanat/contracts";
import { directionOf, formatCount, formatDate } from "@amanat/i18n";
import { loadMessages } from "@amanat/i18n/messages";
import type { RetentionPorts } from "../ports.ts";
import { keptOf } from "../reads/my-data.ts";

/** A list as it stands in the archive. */
export type Listed = {
  readonly context: string;
  readonly list: string;
  readonly name: string;
  readonly rows: number;
  readonly size: number;
  readonly sha256: string;
};

type Facts = {
  readonly locale: Locale;
  readonly at: Date;
  readonly lists: readonly Listed[];
  readonly files: { readonly added: number; readonly left: number };
  readonly abouts: RetentionPorts["abouts"];
};

const STYLE =
  "body{font:16px/1.6 system-ui,sans-serif;max-inline-size:56rem;margin:2rem auto;padding-inline:1rem;color-scheme:light dark}" +
  "table{border-collapse:collapse;inline-size:100%}th,td{text-align:start;padding:.4rem .6rem;border-block-end:1px solid #8886}" +
  "code{font-size:.8rem;overflow-wrap:anywhere}";

const safe = (text: string): string =>
  text.replaceAll("&", "&amp;").replaceAll("<", "&lt;").replaceAll(">", "&gt;").replaceAll('"', "&quot;");

/** The archive's own page: what is in it, and what stays when the person goes. It names nothing that a stranger wrote, and runs nothing. */
export async function indexPage({ locale, at, lists, files, abouts }: Facts): Promise<string> {
  const { archive, kept } = (await loadMessages(locale)).data;
  const t = (key: keyof typeof archive) => safe(archive[key]);
  const count = (n: number) => formatCount(n, locale);
  const rows = lists.map(
    ({ name, rows: n, sha256 }) =>
      `<tr><td><a href="${safe(name)}"><bdi dir="ltr">${safe(name)}</bdi></a></td><td>${count(n)}</td><td><code dir="ltr">${sha256}</code></td></tr>`,
  );
  const stays = keptOf(abouts).map((kind) => `<li>${safe(kept[kind])}</li>`);
  const left = files.left > 0 ? `<p>${t("left")} <strong>${count(files.left)}</strong></p>` : "";
  return `<!doctype html>
<html lang="${locale}" dir="${directionOf(locale)}">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width"><title>${t("title")}</title><style>${STYLE}</style></head>
<body>
<h1>${t("title")}</h1>
<p>${t("lead")}</p>
<p>${t("made")} <time datetime="${at.toISOString()}">${safe(formatDate(at.toISOString(), "moment", locale, "UTC"))}</time></p>
<h2>${t("lists")}</h2>
<table><thead><tr><th>${t("file")}</th><th>${t("rows")}</th><th>SHA-256</th></tr></thead><tbody>
${rows.join("\n")}
</tbody></table>
<h2>${t("files")}</h2>
<p>${t("filesText")} <strong>${count(files.added)}</strong></p>
${left}
<h2>${t("stays")}</h2>
<ul>${stays.join("")}</ul>
</body>
</html>
`;
}
