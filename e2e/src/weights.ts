import type { Page } from "playwright-core";

/** What a first visit costs, compressed, in kB of 1,024 bytes; and how much the page moved while it came. */
export type Weight = { script: number; style: number; font: number; shift: number };

/** Starts noting layout shifts; before the page is opened. */
export async function watchShifts(page: Page): Promise<void> {
  await page.addInitScript(() => {
    const seen = { shift: 0 };
    Object.assign(window, { __amanatShifts: seen });
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        if ("value" in entry && typeof entry.value === "number" && !("hadRecentInput" in entry && entry.hadRecentInput === true))
          seen.shift += entry.value;
    }).observe({ type: "layout-shift", buffered: true });
  });
}

/** Weighs the page as it stands, by the browser's own record; its cache must have been empty. */
export function weigh(page: Page): Promise<Weight> {
  return page.evaluate(() => {
    const resources = performance.getEntriesByType("resource").filter((entry) => entry instanceof PerformanceResourceTiming);
    const sum = (ending: RegExp) =>
      resources
        .filter(({ name }) => ending.test(new URL(name).pathname))
        .reduce((total, { encodedBodySize }) => total + encodedBodySize, 0) / 1_024;
    const kept: unknown = Reflect.get(window, "__amanatShifts");
    const shift = typeof kept === "object" && kept !== null && "shift" in kept && typeof kept.shift === "number" ? kept.shift : Number.NaN;
    return { script: sum(/\.js$/), style: sum(/\.css$/), font: sum(/\.woff2$/), shift };
  });
}
