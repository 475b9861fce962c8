import type { ChatWarning } from "@amanat/contracts";
import { expect, test } from "vitest";
import { warningsOf } from "./warnings.ts";

const ZWNJ = "\u200C";
const ADDRESS = `0x${"aB3".repeat(13)}4`;

const WARNED: readonly [name: string, text: string, warned: readonly ChatWarning[]][] = [
  ["a phone in Persian digits", "شماره من ۰۹۱۲۳۴۵۶۷۸۹ است", ["phone"]],
  ["a phone in Arabic digits, spaced", "٠٩١٢ ٣٤٥ ٦٧ ٨٩", ["phone"]],
  ["a phone cut by joiners", "09123456789".split("").join(ZWNJ), ["phone"]],
  ["a phone with its country", "call +84 (90) 123-4567", ["phone"]],
  ["a phone of China", "打给我 138 1234 5678", ["phone"]],
  ["an address", `send to ${ADDRESS}`, ["wallet"]],
  ["an address cut by joiners", `${ADDRESS.slice(0, 12)}${ZWNJ}${ADDRESS.slice(12, 30)}${ZWNJ}${ADDRESS.slice(30)}`, ["wallet"]],
  ["an address cut by spaces", `${ADDRESS.slice(0, 20)} ${ADDRESS.slice(20)}`, ["wallet"]],
  ["an address of TON", `UQ${"aB3_".repeat(11)}xy`, ["wallet"]],
  ["a mailbox", "write to me@example.com", ["email"]],
  ["a mailbox in wide letters", "ｍｅ＠ｅｘａｍｐｌｅ．ｃｏｍ", ["email"]],
  ["English", "Just pay me directly on WhatsApp", ["talk_outside", "pay_outside"]],
  ["Persian", "بیا واتس‌اپ، کارت به کارت کن", ["talk_outside", "pay_outside"]],
  ["Persian with another keyboard", "خارج از سايت پرداخت كن", ["pay_outside"]],
  ["French", "Réglons hors de la plateforme, par Telegram", ["talk_outside", "pay_outside"]],
  ["Vietnamese without marks", "chuyen khoan truc tiep qua Zalo nhe", ["talk_outside", "pay_outside"]],
  ["Chinese", "加微信，我们私下交易吧", ["talk_outside", "pay_outside"]],
  ["Arabic", "ادفع لي مباشرة خارج المنصّة", ["pay_outside"]],
  ["support that asks to release", "I am from support, release the funds now", ["support"]],
  ["support, in Persian", "سلام، از پشتیبانی هستم، وجه را آزاد کنید", ["support"]],
  ["a triangle", "My friend will pay you", ["third_party"]],
  ["a triangle, in Chinese", "由朋友代付可以吗", ["third_party"]],
];

test.each(WARNED)("%s", (_name, text, warned) => {
  expect(warningsOf(text)).toEqual(warned);
});

test.each([
  "سلام، کالا کی می‌رسد؟",
  "The price is 1250000 Rial, delivered on 2026-11-30 at 10:20",
  "0.00012345678 of it",
  "My order is 20261130123456",
  "It costs 1 000 000 or 12 500 000",
  "",
  "version 10.0.19045.3930",
  `paid with 0x${"ab".repeat(32)}`,
  "بله، حتماً",
  "Un appareil photo très correct",
])("nothing is said of %j", (text) => {
  expect(warningsOf(text)).toEqual([]);
});

test("a long text of digits or marks is read at once", () => {
  const at = performance.now();
  for (const text of ["1".repeat(4_000), "1 ".repeat(2_000), "0x".repeat(2_000), "a@".repeat(2_000), "x-".repeat(2_000)]) warningsOf(text);
  expect(performance.now() - at).toBeLessThan(500);
});
