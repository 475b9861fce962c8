import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow } from "../src/checks.ts";
import { KINDS, nameOf, WIDTHS } from "../src/pages.ts";
import { test } from "../src/test.ts";
import { settled, watchTraffic } from "../src/settled.ts";
import { watchShifts, weigh } from "../src/weights.ts";

/**
 * Script that a page's document names, in kB, compressed: pages to read and act on, the operator's own. Later may come a
 * wallet's 75 and what opens the neighbouring pages.
 */
const scriptBudget = (where: string) => (where.startsWith("admin /admin") ? 300 : 250);

const table: Record<string, Record<string, string>> = {};
// A test that fails begins a new process, and a new table.
test.afterAll(() => console.table(table));

for (const seen of Object.values(KINDS).flat())
  test(`${nameOf(seen)} is light, stays where it is, fits, and axe finds nothing`, async ({ look, open, subjects }) => {
    const where = nameOf(seen);
    const { page, path, strangers } = await open(seen.who, look);
    const traffic = watchTraffic(page);
    await watchShifts(page);
    const answer = await page.goto(path(seen.path(subjects)), { waitUntil: "load" });
    await page.locator("h1").first().waitFor();
    await settled(page);
    await traffic.quiet();
    const { script, later, style, font, shift, moved } = await weigh(page, (await answer?.text()) ?? "");
    table[where] = Object.fromEntries(Object.entries({ script, later, style, font }).map(([name, kB]) => [name, kB.toFixed(0)]));
    expect(script, "no script was weighed").toBeGreaterThan(50);
    // The wallet is a chunk of its own, asked for by the document.
    if (!where.endsWith("/pay")) expect.soft(script, "script").toBeLessThanOrEqual(scriptBudget(where));
    expect.soft(script + later, "all script").toBeLessThanOrEqual(scriptBudget(where) + 90);
    expect.soft(style, "style").toBeLessThanOrEqual(42);
    expect.soft(font, "fonts").toBeLessThanOrEqual(100);
    // A page that does not exist is drawn in the browser once its style sheet is there, and moves then.
    if (answer?.status() !== 404) expect.soft(shift, `moved: ${moved.join(" | ")}`).toBeLessThanOrEqual(0.02);

    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    await expectAccessible(page, where);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      await expectNoOverflow(page, `${where} at ${width}`);
    }
    expect(strangers).toEqual([]);
  });
