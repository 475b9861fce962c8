import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectContrast, expectNoOverflow } from "./src/checks.ts";
import { KINDS, nameOf, type SeenPage, WIDTHS } from "./src/pages.ts";
import { test } from "./src/test.ts";
import { settled, watchTraffic } from "./src/settled.ts";
import type { Visitor } from "./src/visitor.ts";
import { MOST_SHIFT, watchShifts, weigh } from "./src/weights.ts";

/**
 * Script that a page's document names, in kB, compressed. What anybody only reads carries neither the API's client nor the
 * news; React and Next are 137 of it. Who is signed in loads the errors of every context and what its events make stale. Later may come what opens the neighbouring pages; a wallet's code comes when somebody asks for it.
 */
function scriptBudget({ who, path }: SeenPage): number {
  if (who === null) return FORMS.has(path(NOBODYS)) ? 228 : 175;
  return who === "admin" && path(NOBODYS).startsWith("/admin") ? 300 : 260;
}

/** What may come after it: the neighbours' pages, and where something is drawn, what draws it. */
const lateBudget = ({ path }: SeenPage): number => (path(NOBODYS) === "/admin" ? 160 : 45);

const NOBODYS = { dealId: "", requestId: "", openRequestId: "", conversationId: "", webhookId: "" };
/** What somebody who is not signed in fills in. */
const FORMS: ReadonlySet<string> = new Set(["/claim", "/unsubscribe?token=none", "/sign-in", "/sign-up", "/reset"]);

const table: Record<string, Record<string, string>> = {};
// A test that fails begins a new process, and a new table.
test.afterAll(() => console.table(table));

/** The first of each kind is looked at by night too. */
const byNight = new Set(Object.values(KINDS).map(([first]) => first));

for (const seen of Object.values(KINDS).flat())
  test(`${nameOf(seen)} is light, stays where it is, fits, and axe finds nothing`, async ({ look, open, subjects }) => {
    const where = nameOf(seen);
    const { page, path, strangers } = await open(seen.who, look);
    const traffic = watchTraffic(page);
    await watchShifts(page);
    const missing = KINDS["nothing"]?.includes(seen) ?? false;
    const load = async () => {
      const answer = await page.goto(path(seen.path(subjects)), { waitUntil: "load" });
      expect(answer?.status(), "a page of the list is there").toBe(missing ? 404 : 200);
      await page.locator("h1").first().waitFor();
      await settled(page);
      await traffic.quiet();
      return weigh(page, (await answer?.text()) ?? "");
    };
    const { script, later, style, font, early, ...first } = await load();
    // News of what others do meanwhile may move it once; a page that moves by itself moves each time.
    const { shift, moved } = first.shift > MOST_SHIFT ? await load() : first;
    table[where] = Object.fromEntries(Object.entries({ script, later, style, font }).map(([name, kB]) => [name, kB.toFixed(0)]));
    expect(script, "no script was weighed").toBeGreaterThan(50);
    expect.soft(script, "script").toBeLessThanOrEqual(scriptBudget(seen));
    expect.soft(script + later, "all script").toBeLessThanOrEqual(scriptBudget(seen) + lateBudget(seen));
    expect.soft(style, "style").toBeLessThanOrEqual(30);
    expect.soft(font, "fonts").toBeLessThanOrEqual(100);
    // A page that does not exist is drawn in the browser once its scripts and its style sheet are there, and moves then.
    if (!missing) expect.soft(early, "scripts before the first paint").toEqual([]);
    if (!missing) expect.soft(shift, `moved: ${moved.join(" | ")}`).toBeLessThanOrEqual(MOST_SHIFT);

    expect(await page.locator("html").getAttribute("dir")).toBe("rtl");
    await expectAccessible(page, where);
    for (const width of WIDTHS) {
      await page.setViewportSize({ width, height: 844 });
      await expectNoOverflow(page, `${where} at ${width}`);
    }
    if (byNight.has(seen)) {
      await page.setViewportSize({ width: look.width ?? 0, height: look.height ?? 0 });
      await page.emulateMedia({ colorScheme: "dark" });
      await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", "dark");
      await expectContrast(page, `${where} by night`);
      await expectNoOverflow(page, `${where} by night`);
    }
    expect(strangers).toEqual([]);
  });

test("a page that comes by night is the page that stands when night falls", async ({ look, open, subjects }) => {
  const seen = KINDS["deal"]?.[0];
  if (seen === undefined) throw new Error("no kind of page is a deal");
  const [standing, coming] = await Promise.all([open(seen.who, look), open(seen.who, { ...look, scheme: "dark" })]);
  const load = async ({ page, path }: Visitor) => {
    const traffic = watchTraffic(page);
    await page.goto(path(seen.path(subjects)));
    await page.locator("h1").first().waitFor();
    await traffic.quiet();
  };
  const paint = async ({ page }: Visitor, scheme: "light" | "dark") => {
    await page.emulateMedia({ colorScheme: scheme });
    await expect(page.locator("html")).toHaveAttribute("data-mantine-color-scheme", scheme);
    await settled(page);
    return paintOf(page);
  };
  await Promise.all([load(standing), load(coming)]);
  const day = await paint(standing, "light");
  const fallen = await paint(standing, "dark");
  const came = await paint(coming, "dark");
  expect(came.length, "elements that are seen").toBeGreaterThan(100);
  expect(came).not.toEqual(day);
  expect(came).toEqual(fallen);
});

/** Every element that is seen, in its colours. Toasts have their place outside, and it comes late. */
function paintOf(page: Page): Promise<string[]> {
  return page.evaluate(() =>
    [...document.querySelectorAll(":is(header, main, nav, footer) *")]
      .filter((element) => element.checkVisibility())
      .map((element) => {
        const { color, backgroundColor, borderTopColor, boxShadow, fill } = getComputedStyle(element);
        return [element.tagName, color, backgroundColor, borderTopColor, boxShadow, fill].join(" ");
      }),
  );
}
