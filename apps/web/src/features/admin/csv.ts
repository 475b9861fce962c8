import type { Column } from "@amanat/ui";

export type Page<Row> = { data: readonly Row[]; meta: { nextCursor: string | null } };

/** Rows of one file: as many as a person reads through; more of them are for the API. */
export const MOST_ROWS = 2_000;

// A spreadsheet runs a cell that begins with one of these as a formula, also after blanks. A plain number with a sign is safe.
const FORMULA = /^\s*[=+\-@\uFF1D\uFF0B\uFF0D\uFF20]|^[\t\r]/;
const NUMBER = /^-?\d+(\.\d+)?$/;

function cell(text: string): string {
  const safe = FORMULA.test(text) && !NUMBER.test(text) ? `'${text}` : text;
  return /[",\r\n]/.test(safe) ? `"${safe.replaceAll('"', '""')}"` : safe;
}

/** RFC 4180: the columns that have a text, with the names they have on the page. A mark in front says UTF-8, without which spreadsheets guess. */
export function csvOf<Row>(columns: readonly Column<Row>[], rows: readonly Row[]): string {
  const shown = columns.flatMap(({ title, text }) => (text === undefined ? [] : [{ title, text }]));
  const lines = [shown.map(({ title }) => title), ...rows.map((row) => shown.map(({ text }) => text(row)))];
  return `\uFEFF${lines.map((line) => `${line.map(cell).join(",")}\r\n`).join("")}`;
}

/** Every row of a list in its order, page by page, up to `MOST_ROWS`. `whole` is false where there are more. */
export async function everyRow<Row>(ask: (cursor: string | undefined) => Promise<Page<Row>>): Promise<{ rows: Row[]; whole: boolean }> {
  const rows: Row[] = [];
  let cursor: string | null = null;
  do {
    const page: Page<Row> = await ask(cursor ?? undefined);
    rows.push(...page.data);
    cursor = page.meta.nextCursor;
  } while (cursor !== null && rows.length < MOST_ROWS);
  return { rows: rows.slice(0, MOST_ROWS), whole: cursor === null && rows.length <= MOST_ROWS };
}

/** Hands a text to the browser as a file. */
export function save(text: string, name: string): void {
  const url = URL.createObjectURL(new Blob([text], { type: "text/csv;charset=utf-8" }));
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  URL.revokeObjectURL(url);
}
