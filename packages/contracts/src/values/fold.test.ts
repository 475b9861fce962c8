import { expect, test } from "vitest";
import { folded, plainDigits } from "./fold.ts";

test.each([
  ["two keyboards", "كتاب يك", "کتاب یک"],
  ["vowel signs and a stretching line", "مُحـــمّد", "محمد"],
  ["a joiner that cannot be seen", "می\u200Cروم", "میروم"],
  ["alif with and without its marks", "آدم أمر إسم ٱلله", "ادم امر اسم الله"],
  ["hamza and ta marbuta", "مسؤول خانۀ مدرسة", "مسوول خانه مدرسه"],
  ["Vietnamese", "Đặng Thị Hồng", "dang thi hong"],
  ["French", "Être À Noël", "etre a noel"],
  ["wide and small letters", "Ｈｅｌｌｏ ＷＯＲＬＤ", "hello world"],
  ["marks between words", "سلام، خوبی؟ (بله)", "سلام خوبی بله"],
  ["Chinese", "你好，世界！", "你好 世界"],
  ["marks of direction", "a\u200Fb\u202Ec", "abc"],
])("%s", (_name, text, same) => {
  expect(folded(text)).toBe(same);
  expect(folded(same)).toBe(same);
});

test("digits of every script are the same digits", () => {
  for (const digits of ["0123456789", "۰۱۲۳۴۵۶۷۸۹", "٠١٢٣٤٥٦٧٨٩", "०१२३४५६७८९", "０１２３４５６７８９", "𝟘𝟙𝟚𝟛𝟜𝟝𝟞𝟟𝟠𝟡"])
    expect(plainDigits(digits)).toBe("0123456789");
});

test("what holds no letter is nothing", () => {
  expect(folded("؟ ! … \u200C")).toBe("");
});
