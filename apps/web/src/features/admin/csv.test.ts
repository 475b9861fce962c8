import type { Column } from "@amanat/ui";
import { expect, test } from "vitest";
import { csvOf, everyRow, MOST_ROWS } from "./csv.ts";

type Row = { title: string; amount: string };
const COLUMNS: readonly Column<Row>[] = [
  { key: "title", title: "Title", render: ({ title }) => title, text: ({ title }) => title },
  { key: "amount", title: "Amount, in all", render: ({ amount }) => amount, text: ({ amount }) => amount },
  { key: "act", title: "What to do", render: () => null },
];

test("the file has the page's columns under the page's names, except those without a text", () => {
  expect(csvOf(COLUMNS, [{ title: "لپ‌تاپ", amount: "-1.5" }])).toBe('\uFEFFTitle,"Amount, in all"\r\nلپ‌تاپ,-1.5\r\n');
});

test("failure 70: CSV = screen, injection-safe: no cell is a formula, and every text comes back", () => {
  const fronts = ["", " ", "\t", "\r", "\n", '"', "\u00A0"];
  const marks = ["=", "+", "-", "@", "＝", "＋", "－", "＠", "", "x"];
  const ends = ["", "1+1", 'HYPERLINK("http://evil.example")', "a,b\r\nc", "'", "−5", "5.5"];
  const texts = fronts.flatMap((front) => marks.flatMap((mark) => ends.map((end) => `${front}${mark}${end}`)));
  const rows = texts.map((title) => ({ title, amount: "1" }));
  const back = parsed(csvOf(COLUMNS, rows).slice(1)).slice(1);
  expect(back).toHaveLength(texts.length);
  for (const [n, [title = ""]] of back.entries()) {
    expect([texts[n], `'${texts[n]}`]).toContain(title);
    if (!/^-?\d+(\.\d+)?$/.test(title)) expect(title.trimStart()).not.toMatch(/^[=+\-@＝＋－＠]/u);
  }
});

/** A strict reader of RFC 4180. */
function parsed(text: string): string[][] {
  const rows: string[][] = [];
  const cell = /(?:"((?:[^"]|"")*)"|([^",\r\n]*))(,|\r\n)/y;
  let row: string[] = [];
  while (cell.lastIndex < text.length) {
    const match = cell.exec(text);
    if (!match) throw new Error("not RFC 4180");
    row.push(match[1] === undefined ? (match[2] ?? "") : match[1].replaceAll('""', '"'));
    if (match[3] === ",") continue;
    rows.push(row);
    row = [];
  }
  return rows;
}

test("all pages are in it, in order; of a list without an end, its first rows, and it says so", async () => {
  const pages = (total: number) => (cursor: string | undefined) => {
    const from = Number(cursor ?? 0);
    const data = Array.from({ length: Math.min(100, total - from) }, (_, n) => from + n);
    return Promise.resolve({ data, meta: { nextCursor: from + 100 < total ? String(from + 100) : null } });
  };
  expect(await everyRow(pages(250))).toEqual({ rows: Array.from({ length: 250 }, (_, n) => n), whole: true });
  expect((await everyRow(pages(MOST_ROWS))).whole).toBe(true);
  const cut = await everyRow(pages(MOST_ROWS + 1));
  expect([cut.rows.length, cut.whole]).toEqual([MOST_ROWS, false]);
});
