import type { Browser, BrowserContext, Locator, Page } from "@playwright/test";
import type { Locale } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";
import { hydrated, watchComplaints, watchOrigins, watchSent } from "./checks.ts";
import { accountOf, type Account, type Person, type World } from "./world.ts";
import { wordsOf } from "./words.ts";

/** Somebody at a browser of their own: their page, their language, and what went wrong there. */
export type Visitor = {
  page: Page;
  locale: Locale;
  words: Messages;
  strangers: string[];
  complaints: string[];
  /** What this page asked the API to do: one entry for each time somebody meant it. */
  sent: string[];
  path(path: string): string;
};

/** `url`: another way to the same server. `from`: the address they come from, instead of this machine's. `zone`: their time. */
export type Look = {
  locale: Locale;
  scheme: "light" | "dark";
  width?: number;
  height?: number;
  url?: string;
  from?: string;
  zone?: string;
};

/** A new browser, nobody signed in. */
export async function newBrowser(browser: Browser, look: Look): Promise<BrowserContext> {
  const { scheme, width = 1280, height = 900, from, zone } = look;
  const context = await browser.newContext({
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
    ...(zone === undefined ? {} : { timezoneId: zone }),
    ...(from === undefined ? {} : { extraHTTPHeaders: { "x-forwarded-for": from } }),
  });
  await context.addInitScript(notePresses);
  return context;
}

/** A page of its own in this browser. */
export async function visitIn(context: BrowserContext, world: World, { locale, url = world.url }: Look): Promise<Visitor> {
  const strangers = watchOrigins(context, url);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  return {
    page,
    locale,
    words: await wordsOf(locale),
    strangers,
    complaints: watchComplaints(page),
    sent: watchSent(page),
    path: (path) => `${url}/${locale}${path}`,
  };
}

/** A visitor in a new browser, nobody signed in. */
export async function visit(browser: Browser, world: World, look: Look): Promise<Visitor> {
  return visitIn(await newBrowser(browser, look), world, look);
}

/** Signs in through the form, and waits until the page knows the person. */
export async function signIn({ page, words, path }: Visitor, { email, password }: Account): Promise<void> {
  await page.goto(path("/sign-in"));
  const form = page.locator("main form");
  await hydrated(form.locator("input[type=email]"));
  await form.locator("input[type=email]").fill(email);
  await form.locator("input[type=password]").fill(password);
  await form.getByRole("button", { name: words.auth.signIn.submit, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

/** Gives a context a session of its own, by what the form of `/sign-in` sends. */
export async function enter(context: BrowserContext, url: string, { email, password }: Account): Promise<void> {
  const { csrfToken } = (await (await context.request.get(`${url}/api/auth/csrf`)).json()) as { csrfToken: string };
  const form = { email, password, csrfToken, json: "true" };
  const answer = await context.request.post(`${url}/api/auth/callback/password`, { form, headers: { origin: url } });
  const body = (await answer.json()) as { url?: string };
  if (body.url === undefined || new URL(body.url, url).searchParams.has("error"))
    throw new Error(`${email} cannot sign in: ${JSON.stringify(body)}`);
}

/** A signed-in visitor: one of the demo's people, or somebody made for the test. */
export async function visitAs(browser: Browser, world: World, who: Person | Account, look: Look): Promise<Visitor> {
  const visitor = await visit(browser, world, look);
  await enter(visitor.page.context(), look.url ?? world.url, accountOf(world, who));
  return visitor;
}

/** Notes when somebody pressed last. Runs in the page. */
function notePresses(): void {
  addEventListener("click", () => Object.assign(window, { __amanatPressed: performance.now() }), true);
}

/**
 * Waits until the next press is one of its own: the page takes two within half a second for a double click, counted from
 * the moment it acts, which may come a little after the press.
 */
export async function apart(page: Page): Promise<void> {
  await page.waitForFunction(() => {
    const asked = performance
      .getEntriesByType("resource")
      .filter((entry) => (entry as PerformanceResourceTiming).initiatorType === "fetch");
    const pressed = (window as { __amanatPressed?: number }).__amanatPressed ?? -Infinity;
    return performance.now() - Math.max(pressed, ...asked.map(({ startTime }) => startTime)) > 520;
  });
}

/** Presses again what may just have been pressed. */
export async function pressAgain(target: Locator): Promise<void> {
  await apart(target.page());
  await target.click();
}
