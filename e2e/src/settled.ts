import { expect, type Page, type Request } from "@playwright/test";

/**
 * Fonts are there, nothing is busy and no transition is under way: what is busy may be seen half-way through an examination, and a
 * half-faded text has half its contrast. A colour that is inherited moves on only when the element above has arrived, so one
 * transition follows another down the page.
 */
export async function settled(page: Page): Promise<void> {
  await expect(page.locator("[aria-busy='true']")).toHaveCount(0);
  await page.evaluate(async () => {
    await document.fonts.ready;
    const underWay = () =>
      document.getAnimations().filter(({ effect, playState }) => playState === "running" && effect?.getTiming().iterations !== Infinity);
    for (let moving = underWay(); moving.length > 0; moving = underWay()) {
      await Promise.allSettled(moving.map(({ finished }) => finished));
      await new Promise(requestAnimationFrame);
    }
  });
}

/** Nothing has been under way for so long: what comes by itself has come. */
const QUIET_MS = 500;

/** Watches what a page loads, from before it is opened. The event stream never ends and is not counted. */
export function watchTraffic(page: Page): { quiet(): Promise<void> } {
  const underWay = new Set<Request>();
  let since = Date.now();
  page.on("request", (request) => {
    if (!request.url().includes("/api/trpc/events.stream")) underWay.add(request);
  });
  const ended = (request: Request) => {
    if (underWay.delete(request)) since = Date.now();
  };
  page.on("requestfinished", ended);
  page.on("requestfailed", ended);
  return {
    // A page that asks again and again is never quiet, and has loaded what it will.
    quiet: () =>
      expect
        .poll(() => underWay.size === 0 && Date.now() - since >= QUIET_MS, { intervals: [50], timeout: 5_000 })
        .toBe(true)
        .catch(() => undefined),
  };
}
