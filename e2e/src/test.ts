import { test as base, type Browser } from "@playwright/test";
import {
  type FakeTurnstile,
  fakeTurnstile,
  type OpenIdProvider,
  startOpenIdProvider,
  startTelegramLogin,
  type TelegramLogin,
} from "@amanat/testing/outside";
import { visit, visitAs, type Look, type Visitor } from "./visitor.ts";
import type { Subjects } from "./pages.ts";
import { agreedDeal, openWorld, type Account, type Person, type World } from "./world.ts";

type Fixtures = {
  /** How the project of this run looks at pages. */
  look: Look;
  /** Somebody at a browser of their own, nobody signed in; gone with the test. */
  visit: (look: Look) => Promise<Visitor>;
  /** The same, signed in. */
  visitAs: (who: Person | Account, look: Look) => Promise<Visitor>;
  /** `visitAs`, or `visit` for null. */
  open: (who: Person | null, look: Look) => Promise<Visitor>;
  turnstile: FakeTurnstile;
  google: OpenIdProvider;
  telegram: TelegramLogin;
};

/** Visitors of one test. Playwright ends only the contexts that it made itself. */
async function closing(browser: Browser, use: (came: Visitor[]) => Promise<void>): Promise<void> {
  const came: Visitor[] = [];
  await use(came);
  await Promise.all(came.map(({ page }) => page.context().close()));
}

/** A test in the one world that all share. */
export const test = base.extend<Fixtures & { came: Visitor[] }, { world: World; subjects: Subjects }>({
  // Playwright takes no other first parameter than a pattern.
  world: [async ({ browserName: _any }, use) => use(openWorld()), { scope: "worker" }],
  // Read by all tests of a process, changed by none.
  subjects: [
    async ({ world }, use) => {
      const { id: dealId, requestId } = await agreedDeal(world, "Twelve pages, translated and proofread with care", 1_234_567_890n);
      await use({ dealId, requestId });
    },
    { scope: "worker" },
  ],
  look: [{ locale: "en", scheme: "light" }, { option: true }],
  came: async ({ browser }, use) => closing(browser, use),
  visit: async ({ browser, world, came }, use) =>
    use(async (look) => {
      const visitor = await visit(browser, world, look);
      came.push(visitor);
      return visitor;
    }),
  visitAs: async ({ browser, world, came }, use) =>
    use(async (who, look) => {
      const visitor = await visitAs(browser, world, who, look);
      came.push(visitor);
      return visitor;
    }),
  open: async ({ visit, visitAs }, use) => use((who, look) => (who === null ? visit(look) : visitAs(who, look))),
  turnstile: async ({ world }, use) => {
    const turnstile = await fakeTurnstile(world.outside().turnstile);
    await use(turnstile);
    await turnstile.close();
  },
  google: async ({ world }, use) => {
    const google = await startOpenIdProvider({ ...world.outside().google, person: { sub: "nobody" } });
    await use(google);
    await google.close();
  },
  telegram: async ({ world }, use) => {
    const telegram = await startTelegramLogin(world.outside().telegram.port);
    await use(telegram);
    await telegram.close();
  },
});
