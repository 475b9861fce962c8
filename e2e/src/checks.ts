import { AxeBuilder } from "@axe-core/playwright";
import { expect, type BrowserContext, type Locator, type Page } from "@playwright/test";
import { settled } from "./settled.ts";

const TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"];

const OPEN_DIALOG = "[aria-modal='true']";

/**
 * Nothing for axe to find on this page as it stands; `where` names it in a failure. While a dialog is open nobody reaches
 * what lies under it, cut off wherever the page happens to be scrolled: the dialog alone is examined.
 */
export async function expectAccessible(page: Page, where: string): Promise<void> {
  // Only what is found is written out: the report of all that is well took longer than the examination.
  await examine(page, where, new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withTags(TAGS));
}

/** The same of its colours alone: all that another scheme changes on a page that was examined. */
export async function expectContrast(page: Page, where: string): Promise<void> {
  await examine(page, where, new AxeBuilder({ page }).options({ resultTypes: ["violations"] }).withRules(["color-contrast"]));
}

async function examine(page: Page, where: string, axe: AxeBuilder): Promise<void> {
  // Findings of several frames would be put together in a window of their own; one frame is examined where it is.
  if (page.frames().length === 1) axe.setLegacyMode();
  await settled(page);
  if ((await page.locator(OPEN_DIALOG).count()) > 0) axe.include(OPEN_DIALOG);
  // An event may change a control while it is read, and half-way it has half its contrast. What is wrong is wrong both times.
  const found = (await findings(page, axe)).length === 0 ? [] : await findings(page, axe);
  // Soft: one run names every page with something to find.
  expect.soft(found, where).toEqual([]);
}

async function findings(page: Page, axe: AxeBuilder): Promise<string[]> {
  await settled(page);
  const { violations } = await axe.analyze();
  return violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ target, failureSummary }) => `${target.join(" ")} ${failureSummary ?? ""}`).join(" | ")}`,
  );
}

/** No sideways scrolling at this width, once the page has been laid out for it. Tables scroll inside their own frame. */
export async function expectNoOverflow(page: Page, where: string): Promise<void> {
  const over = () => page.evaluate(() => document.documentElement.scrollWidth - document.documentElement.clientWidth);
  await expect.poll(over, { timeout: 5_000, message: `${where}: content is wider than the window` }).toBeLessThanOrEqual(0);
}

/** Collects every request that leaves the origin. Data and blob URLs stay in the page. */
export function watchOrigins(context: BrowserContext, origin: string): string[] {
  const strangers: string[] = [];
  context.on("request", (request) => {
    const url = request.url();
    if (/^(data|blob|about):/.test(url)) return;
    if (new URL(url).origin !== origin) strangers.push(url);
  });
  return strangers;
}

/** Collects what a browser complains about: errors of scripts, refused resources, broken hydration. */
export function watchComplaints(page: Page): string[] {
  const complaints: string[] = [];
  page.on("pageerror", (error) => complaints.push(error.message));
  page.on("console", (message) => {
    // An answer of the API that refuses something is the page's to show, and the browser notes every one.
    const { url } = message.location();
    const refusal = message.text().startsWith("Failed to load resource") && url.includes("/api/trpc/");
    if (message.type() === "error" && !refusal) complaints.push(`${message.text()} (${url})`);
  });
  return complaints;
}

/**
 * Collects what a page asks the API to do, by procedure. The client sends one act again under the key it had, for want of
 * an answer or of a proof of presence; another key is another act.
 */
export function watchSent(page: Page): string[] {
  const sent: string[] = [];
  const keys = new Set<string>();
  page.on("request", (request) => {
    const procedure = /\/api\/trpc\/([a-z]+\.[A-Za-z]+)$/.exec(new URL(request.url()).pathname)?.[1];
    if (procedure === undefined || request.method() !== "POST") return;
    const key = request.headers()["idempotency-key"];
    if (key !== undefined && keys.has(key)) return;
    if (key !== undefined) keys.add(key);
    sent.push(procedure);
  });
  return sent;
}

/** Every one of these acts was sent exactly once, however often somebody clicked. */
export function expectSentOnce(sent: readonly string[], acts: readonly string[], where: string): void {
  for (const act of acts)
    expect
      .soft(
        sent.filter((each) => each === act),
        `${where}: ${act}`,
      )
      .toHaveLength(1);
}

/** Leaves a mark that a reload or a full navigation would wipe. */
export async function mark(page: Page): Promise<void> {
  await page.evaluate(() => Object.assign(window, { __amanatMark: true }));
}

/** The mark is still there: everything since came without a reload. */
export async function expectMarked(page: Page, where: string): Promise<void> {
  expect(await page.evaluate(() => "__amanatMark" in window), `${where} was reloaded`).toBe(true);
}

/**
 * Waits until React has taken over this element. What is typed into a server-rendered field before
 * that is not heard; a person on a slow phone meets the same, but a test must not depend on it.
 */
export async function hydrated(target: Locator): Promise<void> {
  await target.first().waitFor();
  await expect
    .poll(() => target.first().evaluate((element) => Object.keys(element).some((key) => key.startsWith("__reactProps"))), {
      timeout: 45_000,
    })
    .toBe(true);
  // React names an element before it commits; what is typed in between is lost. Its work is over when the page is idle.
  await target.first().evaluate(() => new Promise<void>((done) => requestIdleCallback(() => done(), { timeout: 10_000 })));
}

/** All of it is seen without scrolling, above the bar at the bottom of a phone. */
export async function expectFirstScreen(page: Page, parts: Readonly<Record<string, Locator>>): Promise<void> {
  await page.evaluate(() => window.scrollTo(0, 0));
  const bar = await page.locator("nav").last().boundingBox();
  const height = page.viewportSize()?.height ?? 0;
  const fold = bar === null ? height : Math.min(height, bar.y);
  for (const [name, part] of Object.entries(parts)) {
    await part.first().waitFor();
    const box = await part.first().boundingBox();
    expect(box, `${name}: not on the page`).not.toBeNull();
    expect((box?.y ?? 0) + (box?.height ?? 0), `${name}: below the first screen`).toBeLessThanOrEqual(fold);
  }
}

/** One stands above the other. */
export async function expectAbove(upper: Locator, lower: Locator, what: string): Promise<void> {
  const [above, below] = [await upper.first().boundingBox(), await lower.first().boundingBox()];
  expect(above?.y ?? Number.NaN, what).toBeLessThan(below?.y ?? Number.NaN);
}
