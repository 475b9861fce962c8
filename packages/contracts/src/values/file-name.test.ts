import { expect, test } from "vitest";
import { fieldIssues } from "../errors.ts";
import { fileNameSchema } from "./file-name.ts";

const codesOf = (name: string) => fieldIssues(fileNameSchema.safeParse(name).error!).map(({ code }) => code);

test("28: `../`, NUL and marks that turn the direction are refused, 300 characters are cut before their ending", () => {
  for (const [name, code] of [
    ["../../etc/passwd", "file_name"],
    ["..\\windows", "file_name"],
    ["..", "file_name"],
    [". .", "file_name"],
    ["a\0.png", "text_control"],
    ["invoice\u202Egnp.exe", "text_direction"],
    ["\u200B\u200B", "text_invisible"],
  ] as const)
    expect(codesOf(name), name).toContain(code);
  expect(fileNameSchema.safeParse("").success).toBe(false);
  const long = fileNameSchema.parse(`${"n".repeat(300)}.pdf`);
  expect([long.length, long.endsWith("nn.pdf")]).toEqual([120, true]);
  expect(fileNameSchema.parse(`${"ن".repeat(300)}`)).toHaveLength(120);
});

test("what is special to a system is cleaned away, what people write stays", () => {
  expect(fileNameSchema.parse('.a<b>:"c|d?*.pdf ')).toBe("a b c d .pdf");
  for (const name of ["رسید خرید می‌باشد.pdf", "Ann O'Neil (2).jpg", "合同-1.docx", "ảnh_thẻ.png"])
    expect(fileNameSchema.parse(name)).toBe(name);
});
