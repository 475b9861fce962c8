import type { Page } from "@playwright/test";

/**
 * What a first visit costs, compressed, in kB of 1,024 bytes: the scripts its document names, and those that came later
 * by themselves (the wallet, neighbouring pages); how much the page moved while it came, with what moved; and which of the scripts
 * were asked for before anything was painted.
 */
export type Weight = { script: number; later: number; style: number; font: number; shift: number; moved: string[]; early: string[] };

/** How much of what is seen may move, by how far: the sum that browsers call CLS. */
export const MOST_SHIFT = 0.02;

type Shifts = { shifts: { at: number; by: number; what: string }[]; heardAt: number };

/** Starts noting layout shifts, and when the page is told the first news; before it is opened. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen: Shifts = { shifts: [], heardAt: Infinity };
    Object.assign(window, { __amanatShifts: seen });
    class Hearing extends EventSource {
      constructor(...about: ConstructorParameters<typeof EventSource>) {
        super(...about);
        this.addEventListener("message", () => (seen.heardAt = Math.min(seen.heardAt, performance.now())));
      }
    }
    Object.assign(window, { EventSource: Hearing });
    type Entry = PerformanceEntry & { value: number; hadRecentInput: boolean; sources: { node: Node | null }[] };
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries() as Entry[]) {
        if (entry.hadRecentInput) continue;
        const nodes = entry.sources.map(({ node }) =>
          node instanceof Element ? `${node.tagName}.${node.className}` : String(node?.textContent),
        );
        seen.shifts.push({ at: entry.startTime, by: entry.value, what: nodes.join(" · ") });
      }
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Weighs the page as it stands, by the browser's own record; its cache must have been empty. */
export function weigh(page: Page, document: string): Promise<Weight> {
  return page.evaluate((html) => {
    const resources = performance.getEntriesByType("resource").filter((entry) => entry instanceof PerformanceResourceTiming);
    // A file that is preloaded and then used has two entries, and comes once.
    const sizes = new Map(resources.map(({ name, encodedBodySize }) => [name, encodedBodySize]));
    const sum = (counts: (path: string) => boolean): number =>
      [...sizes].reduce((total, [name, size]) => total + (counts(new URL(name).pathname) ? size : 0), 0) / 1_024;
    const named = (path: string): boolean => html.includes(path.replace("/_next/", ""));
    const { shifts: all, heardAt } = (window as unknown as { __amanatShifts: Shifts }).__amanatShifts;
    // An event that arrives while the page loads may add a row. That shift is not the page's own.
    const shifts = all.filter(({ at }) => at < heardAt);
    const painted = performance.getEntriesByName("first-contentful-paint")[0]?.startTime ?? 0;
    return {
      early: resources
        .filter(({ initiatorType, startTime, name }) => initiatorType === "script" && name.includes("/_next/") && startTime < painted)
        .map(({ name }) => name),
      script: sum((path) => path.endsWith(".js") && named(path)),
      later: sum((path) => path.endsWith(".js") && !named(path)),
      style: sum((path) => path.endsWith(".css")),
      font: sum((path) => path.endsWith(".woff2")),
      shift: shifts.reduce((total, { by }) => total + by, 0),
      moved: shifts.map(({ by, what }) => `${by.toFixed(3)}: ${what}`),
    };
  }, document);
}
