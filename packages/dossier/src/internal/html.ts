const ESCAPES: Readonly<Record<string, string>> = { "&": "&amp;", "<": "&lt;", ">": "&gt;", '"': "&quot;", "'": "&#39;" };

/** Text as it stands in a page. */
export const escaped = (text: string): string => text.replaceAll(/[&<>"']/g, (mark) => ESCAPES[mark] ?? mark);
/** Somebody's own words, in the direction of their script. */
export const said = (text: string): string => `<bdi dir="auto">${escaped(text)}</bdi>`;
/** Addresses, hashes, ids: left to right on every page. */
export const exact = (text: string): string => `<code dir="ltr">${escaped(text)}</code>`;
/** Paragraphs of somebody's own words. */
export const prose = (text: string): string => `<div class="said" dir="auto">${escaped(text)}</div>`;

/** Nothing is loaded from anywhere and nothing runs; pictures are those beside it. */
const POLICY = "default-src 'none'; style-src 'unsafe-inline'; img-src 'self'";

const STYLE = `
:root { color-scheme: light dark; --line: #8884; --soft: #8881; }
body { margin: 0 auto; max-inline-size: 52rem; padding: 1rem; font: 1rem/1.6 Vazirmatn, system-ui, sans-serif; overflow-wrap: anywhere; }
h1 { font-size: 1.5rem; } h2 { font-size: 1.2rem; margin-block-start: 2.5rem; border-block-end: 1px solid var(--line); padding-block-end: .25rem; }
dl { display: grid; grid-template-columns: minmax(8rem, 1fr) 2fr; gap: .25rem 1rem; } dt { opacity: .75; } dd { margin: 0; }
ol, ul { list-style: none; padding: 0; margin: 0; } li { padding-block: .5rem; border-block-end: 1px solid var(--line); }
.at { opacity: .75; font-size: .85rem; } .said { white-space: pre-wrap; text-align: start; } .note { background: var(--soft); padding: .75rem 1rem; border-radius: .5rem; }
code { font-size: .85rem; } a { color: inherit; }
@media (max-width: 30rem) { dl { grid-template-columns: 1fr; } dd { margin-block-end: .5rem; } }
@media print { body { max-inline-size: none; } }`;

export const beginning = (locale: string, direction: "ltr" | "rtl", title: string): string =>
  `<!doctype html>
<html lang="${locale}" dir="${direction}">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${POLICY}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${escaped(title)}</title>
<style>${STYLE}</style>
</head>
<body>
`;
export const END = "</body>\n</html>\n";
