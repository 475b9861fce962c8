import type { Locale } from "@amanat/contracts";
import { createElement as h, type CSSProperties, type ReactNode } from "react";
import { Body, Button, Container, Head, Hr, Html, Link, render, Text } from "react-email";
import type { Letter, Part, Rendered } from "./letter.ts";

/**
 * The one look of all mails. Clients drop the document's frame, some the body too, and most every rule they do not know: so language and
 * direction stand on each block, styles stand in the blocks, sides are physical, and there are no pictures and no style sheet.
 */

const INK = "#1b2430";
const QUIET = "#5c6877";
const ACCENT = "#0b6e5f";
const FONT = "Vazirmatn,Tahoma,Arial,sans-serif";

type Turned = { readonly lang: string; readonly dir: "rtl" | "ltr"; readonly side: "right" | "left" };

function turnedFor(locale: Locale): Turned {
  const rtl = locale === "fa" || locale === "ar";
  return { lang: locale, dir: rtl ? "rtl" : "ltr", side: rtl ? "right" : "left" };
}

/** A stretch between isolating characters gets an element of its own too: some clients know the one, some the other. */
const ISOLATED = /([\u2066\u2068][^\u2066-\u2069]*\u2069)/;

function isolates(text: string): ReactNode[] {
  return text.split(ISOLATED).map((piece, index) => {
    if (index % 2 === 0) return piece;
    return h("span", { key: index, dir: piece.startsWith("\u2066") ? "ltr" : "auto" }, piece);
  });
}

function styleOf({ dir, side }: Turned, more: CSSProperties): CSSProperties {
  return { fontFamily: FONT, direction: dir, textAlign: side, color: INK, ...more };
}

/** What is exact takes the direction of what it says: an address its own, a sentence its language's. */
function paragraph(turned: Turned, part: Part, index: number): ReactNode {
  const { lang, dir } = turned;
  const body = isolates(part.text);
  if (part.as === "words") {
    const style = styleOf(turned, { fontSize: "16px", lineHeight: "26px", margin: "0 0 16px 0" });
    return h(Text, { key: index, lang, dir, style }, ...body);
  }
  const box = { margin: "0 0 16px 0", padding: "12px 16px", backgroundColor: "#f1f4f6", borderRadius: "8px" };
  if (part.as === "code") {
    const style = {
      ...box,
      fontFamily: "Consolas,Menlo,monospace",
      fontSize: "28px",
      lineHeight: "36px",
      letterSpacing: "6px",
      color: INK,
    };
    return h(Text, { key: index, dir: "ltr", style: { ...style, direction: "ltr", textAlign: "center" } }, ...body);
  }
  const style = { ...box, fontFamily: FONT, fontSize: "15px", lineHeight: "24px", fontWeight: "bold", color: INK, wordBreak: "break-word" };
  return h(Text, { key: index, dir: "auto", style: style as CSSProperties }, ...body);
}

function button(turned: Turned, { label, url }: NonNullable<Letter["button"]>): ReactNode {
  const { lang, dir } = turned;
  const style = {
    fontFamily: FONT,
    fontSize: "16px",
    lineHeight: "24px",
    color: "#ffffff",
    backgroundColor: ACCENT,
    borderRadius: "8px",
    padding: "12px 24px",
  };
  // The direction stands beside the link and not on it: Outlook on Windows errs on links that have one.
  return h("p", { lang, dir, style: styleOf(turned, { margin: "8px 0 24px 0" }) }, h(Button, { href: url, style }, label));
}

function footer(turned: Turned, lines: Letter["footer"]): ReactNode[] {
  const { lang, dir } = turned;
  const style = styleOf(turned, { fontSize: "13px", lineHeight: "20px", color: QUIET, margin: "0 0 8px 0" });
  return lines.map(({ text, url }, index) =>
    h(Text, { key: index, lang, dir, style }, url === null ? text : h(Link, { href: url, style: { color: QUIET } }, text)),
  );
}

/** Read by inboxes and by nobody else. Not react-email's own `Preview`: it adds a second title. */
function preheader(turned: Turned, text: string): ReactNode {
  const hidden = { display: "none", overflow: "hidden", maxHeight: "0", maxWidth: "0", opacity: "0", lineHeight: "1px" };
  return h("div", { lang: turned.lang, dir: turned.dir, "data-preheader": "", style: hidden as CSSProperties }, text);
}

function page(letter: Letter): ReactNode {
  const turned = turnedFor(letter.locale);
  const { lang, dir } = turned;
  const outer = styleOf(turned, { backgroundColor: "#ffffff", margin: "0", padding: "0" });
  const box = styleOf(turned, { maxWidth: "560px", margin: "0 auto", padding: "24px 20px" });
  const content = [
    ...letter.parts.map((part, index) => paragraph(turned, part, index)),
    letter.button && h("div", { key: "button", lang, dir }, button(turned, letter.button)),
    letter.footer.length > 0 && h(Hr, { key: "line", style: { borderColor: "#e2e7ea", margin: "8px 0 16px 0" } }),
    h("div", { key: "footer", lang, dir }, ...footer(turned, letter.footer)),
  ];
  return h(
    Html,
    { lang, dir },
    h(Head, null, h("title", null, letter.subject)),
    h(
      Body,
      { lang, dir, style: outer },
      letter.preheader === null ? null : preheader(turned, letter.preheader),
      h("div", { lang, dir, style: outer }, h(Container, { lang, dir, style: box }, ...content)),
    ),
  );
}

/** The same without looks: every link under its words, on a line of its own. */
function plain({ parts, button: action, footer: lines }: Letter): string {
  const blocks = [
    ...parts.map(({ text }) => text),
    ...(action === null ? [] : [`${action.label}\n${action.url}`]),
    ...lines.map(({ text, url }) => (url === null ? text : `${text}\n${url}`)),
  ];
  return `${blocks.join("\n\n")}\n`;
}

/** A letter as it is sent: the same words in both of its parts. */
export async function renderLetter(letter: Letter): Promise<Rendered> {
  return { subject: letter.subject, text: plain(letter), html: await render(page(letter)) };
}
