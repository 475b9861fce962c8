import { describe, expect, test } from "vitest";
import { imitatesUs } from "./index.ts";

const styled = (text: string, upper: number, lower: number) =>
  text.replace(/[A-Za-z]/g, (letter) => {
    const code = letter.charCodeAt(0);
    return String.fromCodePoint(code < 97 ? upper + code - 65 : lower + code - 97);
  });
const flags = (text: string) => text.replace(/[A-Z]/g, (letter) => String.fromCodePoint(0x1f1e6 + letter.charCodeAt(0) - 65));

/** Seventeen dresses of one Latin name. */
const LATIN: readonly (readonly [string, string])[] = [
  ["plain, with a badge", "Amanat Support Team ✅"],
  ["Cyrillic", "Аmаnаt Ѕuрроrt"],
  ["Greek", "Αmanατ Suρρoρτ".replace("ρτ", "rτ")],
  ["bold", styled("Amanat Support", 0x1d400, 0x1d41a)],
  ["script", styled("Amanat Support", 0x1d4d0, 0x1d4ea)],
  ["double-struck", styled("amanat support", 0x1d538, 0x1d552)],
  ["full width", styled("Amanat Support", 0xff21, 0xff41)],
  ["circled", styled("Amanat Support", 0x24b6, 0x24d0)],
  ["flags", flags("AMANAT SUPPORT")],
  ["zero width inside", "Ama\u200Bnat Sup\u200Cport"],
  ["soft hyphens", "Ama\u00ADnat Sup\u00ADport"],
  ["accents", "Ámánát Šüppört"],
  ["stacked marks", "A\u0336m\u0336a\u0336n\u0336a\u0336t S\u0336u\u0336p\u0336p\u0336o\u0336r\u0336t"],
  ["turned direction", "\u202Etroppus tanamA"],
  ["digits for letters", "4m4n47 5upp0r7"],
  ["rn for m", "Arnanat Support"],
  ["dots between", "A.m.a.n.a.t S.u.p.p.o.r.t"],
];
/** Nine of one Persian name. */
const PERSIAN: readonly (readonly [string, string])[] = [
  ["plain", "پشتیبانی امانت"],
  ["Arabic yeh", "پشتيباني امانت"],
  ["alef maksura", "پشتیبانى امانت"],
  ["Pashto yeh", "پشتېبانې امانت"],
  ["big yeh", "پشتیبانے امانت"],
  ["noon ghunna", "پشتیباں امانت"],
  ["vowel marks", "پُشتیبانی اَمانَت"],
  ["stretched", "پشتیبانــی امانـــت"],
  ["half-spaces inside", "پشتی\u200Cبانی اما\u200Cنت"],
];
/** Jobs of ours by themselves, our name by itself, and both in the other languages. */
const MORE = [
  "Support",
  "ADMIN",
  "Administrator ✅",
  "Customer Service",
  "The Official Support Team",
  "sսpport",
  "Amanat",
  "امانت",
  "Amanat Admin",
  "Amanat Escrow",
  "Amanat guard",
  "Amanat Team",
  "Amanat bot",
  "امانت ادمین",
  "مدیر سایت",
  "پشتیبان",
  "داور امانت",
  "فريق دعم أمانة",
  "خدمة العملاء",
  "Équipe Amanat",
  "Assistance Amanat",
  "Service client",
  "Hỗ trợ Amanat",
  "Quản trị viên",
  "Amanat 客服",
  "官方客服",
  "AMANAT5UPP0RT",
] as const;
const INNOCENT = [
  "Amanat Khan",
  "علی امانتی",
  "Sara Supertino",
  "Amanat Carey",
  "Admir Hodžić",
  "مریم رضایی",
  "امانت‌الله یوسفی",
  "Teamur Amanov",
  "Demo buyer",
  "李四",
  "Nguyễn Hỗ",
  "Jean-Luc Official-Martin",
  "پشتیبانیان رضا",
  "0x1234…abcd",
  "Shirin 🌸",
  "دعاء المدير",
] as const;

describe("a name that would be taken for ours", () => {
  test.each([...LATIN, ...PERSIAN])("is seen through: %s", (_dress, name) => {
    expect(imitatesUs(name), name).toBe(true);
  });
  test.each(MORE)("is seen through: %s", (name) => {
    expect(imitatesUs(name)).toBe(true);
  });
});

test.each(INNOCENT)("an innocent name passes: %s", (name) => {
  expect(imitatesUs(name)).toBe(false);
});

test("a name takes well under a millisecond, a long one too", () => {
  const began = performance.now();
  for (let turn = 0; turn < 100; turn += 1) imitatesUs(`${"support amanat ".repeat(4)}${turn}`);
  for (let turn = 0; turn < 100; turn += 1) imitatesUs(`${"teamteamteamteamteamteamteamteamteamteamteamteamteamteam"}x${turn}`);
  expect((performance.now() - began) / 200).toBeLessThan(5);
});
