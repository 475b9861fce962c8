import { describe, expect, it } from "vitest";
import { LOCALES } from "@amanat/contracts";
import { mailJob } from "./job.ts";
import { renderLetter } from "./layout.ts";
import type { Letter } from "./letter.ts";
import { letterOf } from "./render.ts";

const job = {
  kind: "code",
  to: "someone@amanat.test",
  name: "Somebody",
  locale: "fa",
  code: "012345",
  kept: ["This stays."],
} as const;
const kinds = mailJob.options.map((option) => option.shape.kind.value);
const every = LOCALES.flatMap((locale) => kinds.map((kind) => [kind, locale] as const));
const detail = "120 USDC \u2192 0xabc";
const rendered = (kind: (typeof kinds)[number], locale: (typeof LOCALES)[number]) =>
  renderLetter(letterOf(mailJob.parse({ ...job, kind, locale, detail })));
const directionOf = (locale: string) => (locale === "fa" || locale === "ar" ? "rtl" : "ltr");

/** What a reader sees of the document: no title, no line for inboxes. */
function seen(html: string): string {
  const body = /<body[^>]*>(.*)<\/body>/s.exec(html)?.[1] ?? "";
  return body
    .replaceAll(/<div[^>]*data-preheader[^>]*>.*?<\/div>/gs, "")
    .replaceAll(/<!--.*?-->/gs, "")
    .replaceAll(/<[^>]+>/g, " ")
    .replaceAll("&quot;", '"')
    .replaceAll(/&#(?:39|x27);/g, "'")
    .replaceAll("&gt;", ">")
    .replaceAll("&lt;", "<")
    .replaceAll("&amp;", "&");
}

const words = (part: string) =>
  part
    .replaceAll(/[\u2066-\u2069]/g, " ")
    .split(/\s+/)
    .filter(Boolean);

const LETTER: Letter = {
  locale: "fa",
  subject: "خریدار پرداخت کرد",
  preheader: "نوبت شماست",
  parts: [
    { as: "words", text: "مبلغ \u2066120 USDC\u2069 از \u2068Sara & co\u2069 رسید." },
    { as: "exact", text: "0xabc" },
  ],
  button: { label: "دیدن معامله", url: "https://amanat.test/fa/deals/dl_1?a=1&b=2" },
  footer: [
    { text: "چرا این نامه آمد", url: null },
    { text: "تنظیم اعلان‌ها", url: "https://amanat.test/fa/account/notifications" },
    { text: "دیگر نفرستید", url: "https://amanat.test/u/x" },
  ],
};

describe("words", () => {
  it.each(LOCALES)("has words for every kind of mail in %s, and no hole in them", async (locale) => {
    const mails = await Promise.all(kinds.map((kind) => rendered(kind, locale)));
    expect(new Set(mails.map((mail) => mail.subject)).size).toBe(kinds.length);
    for (const [index, mail] of mails.entries()) {
      expect(mail.text).not.toMatch(/\{\w+\}|undefined/);
      expect(/\n012345\n/.test(mail.text)).toBe(kinds[index]?.endsWith("code"));
      expect(mail.text.includes("120 USDC → 0xabc")).toBe(kinds[index]?.startsWith("step_up_"));
    }
  });

  it("has different words in every language", async () => {
    for (const kind of kinds) {
      const mails = await Promise.all(LOCALES.map((locale) => rendered(kind, locale)));
      expect(new Set(mails.map((mail) => mail.subject)).size).toBe(LOCALES.length);
    }
  });

  it.each(every)("a %s mail in %s says the same in both of its parts", async (kind, locale) => {
    const { text, html } = await rendered(kind, locale);
    expect(words(seen(html))).toEqual(words(text));
  });

  it.each(LOCALES)("whoever has not proved the mailbox puts no word of theirs into a mail, in %s", async (locale) => {
    // Addresses that may be a stranger's: of a registration, and of one that is being added.
    for (const kind of ["code", "email_code"] as const) {
      const given = { ...job, kind, locale, name: "You won 500, claim at evil.example", detail: "evil.example" };
      const mail = await renderLetter(letterOf(mailJob.parse(given)));
      expect(mail.text + mail.html + mail.subject).not.toMatch(/won|evil/);
    }
  });

  it("does not let a name speak", async () => {
    const mail = await renderLetter(letterOf({ ...job, kind: "reset_code", locale: "en", name: "<img src=x>\r\nBcc: a@b\u202e$&" }));
    expect(mail.html).not.toContain("<img");
    expect(mail.text).not.toMatch(/\r|\u202e|\nBcc/);
    expect(mail.text).toContain("$&");
  });
});

describe("the look of all mails", () => {
  it.each(LOCALES)("keeps language and direction on each block in %s, where a client drops the frame", async (locale) => {
    const { html } = await renderLetter({ ...LETTER, locale });
    const direction = directionOf(locale);
    expect(html).toMatch(new RegExp(`<html[^>]* lang="${locale}"`));
    const blocks = [...html.matchAll(/<(?:html|body|p|div)\b[^>]*>/g)].map(([tag]) => tag);
    const turned = blocks.filter((tag) => tag.includes(`dir="${direction}"`));
    // The exact box takes the direction of what is in it.
    const free = blocks.filter((tag) => tag.includes('dir="auto"'));
    expect([free.length, turned.length]).toEqual([1, blocks.length - 1]);
    for (const tag of ["table", "td"]) expect(html).toMatch(new RegExp(`<${tag}[^>]* dir="${direction}"[^>]*direction:${direction}`));
    for (const tag of turned.filter((each) => each.startsWith("<p"))) expect(tag).toContain(`lang="${locale}"`);
    // What some clients do not know: logical sides, and `bdi`. Outlook errs on links with a direction.
    expect(html).not.toMatch(/inline-(?:start|end)|text-align:start|<bdi|<a[^>]* dir=/);
    expect(html).toContain(`text-align:${direction === "rtl" ? "right" : "left"}`);
  });

  it("asks for nothing from outside, and has one title", async () => {
    const { html } = await renderLetter(LETTER);
    expect(html).not.toMatch(/<img|<style|<link|url\(|src=/);
    expect(html.match(/<title>/g)).toHaveLength(1);
    expect([...html.matchAll(/href="([^"]+)"/g)].map(([, url]) => url?.replaceAll("&amp;", "&"))).toEqual([
      LETTER.button?.url,
      ...LETTER.footer.flatMap(({ url }) => url ?? []),
    ]);
    // Gmail cuts off what is longer.
    expect(Buffer.byteLength(html)).toBeLessThan(20_000);
  });

  it("holds amounts and names apart from the sentence, by characters and by elements", async () => {
    const { html, text } = await renderLetter(LETTER);
    expect(html).toContain('<span dir="ltr">\u2066120 USDC\u2069</span>');
    expect(html).toContain('<span dir="auto">\u2068Sara &amp; co\u2069</span>');
    expect(text).toContain("مبلغ \u2066120 USDC\u2069 از");
  });

  it("gives each link of the plain text lines of its own", async () => {
    const { text } = await renderLetter(LETTER);
    for (const url of [LETTER.button?.url, ...LETTER.footer.flatMap((line) => line.url ?? [])]) expect(text.split("\n")).toContain(url);
    expect(text).not.toContain("نوبت شماست");
  });
});
