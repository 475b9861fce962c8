import path from "node:path";
import { LOCALES } from "@amanat/contracts";
import { renderLetter } from "@amanat/mail/sending";
import { expect, test } from "vitest";
import { letterOf } from "./internal/mail-channel.ts";
import { NOTICE_KINDS, sentencesOf, sortOf } from "./internal/sentences.ts";
import type { ChannelMessage } from "./ports.ts";

const FOLDER = path.join(import.meta.dirname, "../fixtures/mails");
const BY = new Date("2026-12-01T10:00:00.000Z");
/** What is looked at whole, letter by letter; of the others subject and text. */
const WHOLE: readonly string[] = ["fa", "en"];
const SAID = { actor: "Sara & co", title: "Two chairs", detail: "0xabc" };

async function mailOf(kind: string, locale: (typeof LOCALES)[number]): Promise<string> {
  const { group, urgency } = sortOf(kind);
  const { title, text } = await sentencesOf({ kind, said: SAID, count: 2, by: BY }, locale, "Asia/Tehran");
  const message: ChannelMessage = {
    key: "ntd_1",
    reader: { id: "1", name: "Ali", email: "ali@people.test", locale, timeZone: "Asia/Tehran" },
    urgency,
    items: [{ noticeId: "ntc_1", kind, title, text, by: BY, place: `/${locale}/deals/dl_1`, thread: "dl_1" }],
    unsubscribe: group === "security" ? null : "token",
  };
  const mail = await renderLetter(await letterOf(message, "https://amanat.example"));
  const html = WHOLE.includes(locale) ? `--- html\n${mail.html.replaceAll("><", ">\n<")}\n` : "";
  return `--- ${locale}\n${mail.subject}\n---\n${mail.text}${html}`;
}

test.each(NOTICE_KINDS.map((kind) => [kind]))("%s has its mail in six languages, as it was looked at", async (kind) => {
  const whole = (await Promise.all(LOCALES.map((locale) => mailOf(kind, locale)))).join("\n");
  expect(whole).not.toMatch(/\{\w+\}|undefined|\[object/);
  await expect(whole).toMatchFileSnapshot(path.join(FOLDER, `${kind}.txt`));
});
