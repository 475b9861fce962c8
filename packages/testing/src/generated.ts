import { readFile } from "node:fs/promises";
import { expect } from "vitest";

/**
 * A document's tables are the code's: what stands between `<!-- generated:NAME -->` and `<!-- /generated:NAME -->` must be
 * the table of that name. `vitest run -u` writes them anew.
 */
export async function expectGenerated(document: URL, tables: Readonly<Record<string, string>>): Promise<void> {
  let text = await readFile(document, "utf8");
  for (const [name, table] of Object.entries(tables)) {
    const place = new RegExp(`(<!-- generated:${name} -->)[\\s\\S]*?(<!-- /generated:${name} -->)`);
    expect(text, `a place for ${name}`).toMatch(place);
    text = text.replace(place, (_all, begin: string, end: string) => `${begin}\n${table}\n${end}`);
  }
  await expect(text).toMatchFileSnapshot(document.pathname);
}
