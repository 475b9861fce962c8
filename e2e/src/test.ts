import { test as base, type BrowserContext } from "@playwright/test";
import {
  type FakeTurnstile,
  fakeTurnstile,
  type OpenIdProvider,
  startOpenIdProvider,
  startTelegramLogin,
  type TelegramLogin,
} from "@amanat/testing/outside";
import { enter, newBrowser, visit, visitAs, visitIn, type Look, type Visitor } from "./visitor.ts";
import type { Subjects } from "./pages.ts";
import { accountOf, agreedDeal, namedServer, openRequest, openWorld, spokenAbout, type Account, type Person, type World } from "./world.ts";

type Fixtures = {
  /** How the project of this run looks at pages. */
  look: Look;
  /** Somebody at a browser of their own, nobody signed in; gone with the test. */
  visit: (look: Look) => Promise<Visitor>;
  /** The same, signed in. */
  visitAs: (who: Person | Account, look: Look) => Promise<Visitor>;
  /** A browser with nothing kept, for tests that only look: the session is shared, nobody signs out. */
  open: (who: Person | null, look: Look) => Promise<Visitor>;
  /** A page of its own in a browser that has been here before. */
  openAgain: (who: Person | null, look: Look) => Promise<Visitor>;
  turnstile: FakeTurnstile;
  google: OpenIdProvider;
  telegram: TelegramLogin;
};

/** Shared by all tests of a process. No test changes it. */
type Shared = {
  world: World;
  subjects: Subjects;
  /** Gives a browser the session of one of the demo's people. */
  letIn: (context: BrowserContext, who: Person | null) => Promise<void>;
  /** The browser of a person in a look. */
  browserOf: (who: Person | null, look: Look) => Promise<BrowserContext>;
};

/** One value for each key, made once. */
function once<Value>(make: (key: string) => Promise<Value>): (key: string) => Promise<Value> {
  const made = new Map<string, Promise<Value>>();
  return (key) => {
    const value = made.get(key) ?? make(key);
    made.set(key, value);
    return value;
  };
}

/** A test in the one world that all share. */
export const test = base.extend<Fixtures & { leave: (() => Promise<void>)[] }, Shared>({
  // Playwright takes no other first parameter than a pattern.
  world: [async ({ browserName: _any }, use) => use(openWorld()), { scope: "worker" }],
  subjects: [
    async ({ world }, use) => {
      const { id: dealId, requestId } = await agreedDeal(world, "Twelve pages, translated and proofread with care", 1_234_567_890n);
      const { id: openRequestId } = await openRequest(world, "Twelve pages more, translated and proofread with care");
      const { id: conversationId } = await spokenAbout(world, dealId);
      await use({ dealId, requestId, openRequestId, conversationId, webhookId: await namedServer(world, "buyer") });
    },
    { scope: "worker" },
  ],
  letIn: [
    async ({ browser, world }, use) => {
      const cookies = once(async (who) => {
        const context = await browser.newContext();
        await enter(context, world.url, accountOf(world, who as Person));
        const got = await context.cookies();
        await context.close();
        return got;
      });
      await use(async (context, who) => (who === null ? undefined : context.addCookies(await cookies(who))));
    },
    { scope: "worker" },
  ],
  browserOf: [
    async ({ browser, letIn }, use) => {
      const known = once(async (key) => {
        const [who, look] = JSON.parse(key) as [Person | null, Look];
        const context = await newBrowser(browser, look);
        await letIn(context, who);
        return context;
      });
      await use((who, look) => known(JSON.stringify([who, look])));
    },
    { scope: "worker" },
  ],
  look: [{ locale: "en", scheme: "light" }, { option: true }],
  // Playwright ends only what it made itself.
  leave: async ({ browserName: _any }, use) => {
    const leave: (() => Promise<void>)[] = [];
    await use(leave);
    await Promise.all(leave.map((end) => end()));
  },
  visit: async ({ browser, world, leave }, use) =>
    use(async (look) => {
      const visitor = await visit(browser, world, look);
      leave.push(() => visitor.page.context().close());
      return visitor;
    }),
  visitAs: async ({ browser, world, leave }, use) =>
    use(async (who, look) => {
      const visitor = await visitAs(browser, world, who, look);
      leave.push(() => visitor.page.context().close());
      return visitor;
    }),
  open: async ({ visit, letIn }, use) =>
    use(async (who, look) => {
      const visitor = await visit(look);
      await letIn(visitor.page.context(), who);
      return visitor;
    }),
  openAgain: async ({ browserOf, world, leave }, use) =>
    use(async (who, look) => {
      const visitor = await visitIn(await browserOf(who, look), world, look);
      leave.push(() => visitor.page.close());
      return visitor;
    }),
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
