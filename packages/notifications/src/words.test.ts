import { readFileSync } from "node:fs";
import { EVENTS, LOCALES, type Locale } from "@amanat/contracts";
import { expect, test } from "vitest";
import { CATALOGUE, EVERY, UNTOLD } from "./internal/catalogue.ts";
import { NOTICE_KINDS, sentencesOf, tellingOf } from "./internal/sentences.ts";

type Words = Readonly<Record<string, { title: string; text: string; due?: string }>>;

const wordsOf = (locale: Locale): Words =>
  (JSON.parse(readFileSync(new URL(`../../i18n/messages/${locale}/notices.json`, import.meta.url), "utf8")) as { kind: Words }).kind;
const ALL = new Map(LOCALES.map((locale) => [locale, wordsOf(locale)]));
const named = (text = ""): string[] => [...text.matchAll(/\{(\w+)\}/g)].map(([, name = ""]) => name).toSorted();

test("every event is told, or told to nobody for a reason", () => {
  expect(Object.keys(EVERY).toSorted()).toEqual(Object.keys(EVENTS).toSorted());
  expect(Object.keys(CATALOGUE).filter((type) => type in UNTOLD)).toEqual([]);
});

test.each(LOCALES)("every kind has its sentences in %s, with the arguments of the English ones", (locale) => {
  const [words, english] = [ALL.get(locale) ?? {}, ALL.get("en") ?? {}];
  expect(Object.keys(words).toSorted()).toEqual([...NOTICE_KINDS, "other"].toSorted());
  for (const [kind, { title, text, due }] of Object.entries(words)) {
    const measure = english[kind];
    for (const [mine, theirs] of [
      [title, measure?.title],
      [text, measure?.text],
      [due, measure?.due],
    ])
      expect(named(mine), kind).toEqual(named(theirs));
    expect((title + text + (due ?? "")).replaceAll(/\{(actor|title|detail|when|count)\}/g, ""), kind).not.toMatch(/[{}<>]/);
  }
});

test("what has a date says until when, and nothing else does", () => {
  for (const kind of NOTICE_KINDS) {
    const due = ALL.get("en")?.[kind]?.due;
    const dated = tellingOf(kind)?.by !== undefined || kind.startsWith("due_");
    expect(due?.includes("{when}") ?? false, kind).toBe(dated);
  }
});

test("names are kept apart from the words around them, and the date is the reader's", async () => {
  const notice = {
    kind: "deal_delivered",
    said: { actor: "Sara", title: "A <b>camera</b>", detail: "" },
    count: 1,
    by: new Date("2026-12-01T20:45:00Z"),
  };
  const english = await sentencesOf(notice, "en", "UTC");
  expect(english.title).toBe("\u2068Sara\u2069 delivered “\u2068A <b>camera</b>\u2069”: check it now");
  expect(english.text).toContain("20:45 UTC");
  const persian = await sentencesOf(notice, "fa", "Asia/Tehran");
  expect(persian.text).toMatch(/۰?۰:۱۵/);
});

test("a kind that is told no more is still shown", async () => {
  const shown = await sentencesOf({ kind: "of_long_ago", said: { title: "A camera" }, count: 1, by: null }, "en", "UTC");
  expect(shown.title).toContain("A camera");
});
