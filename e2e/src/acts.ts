import { mkdirSync } from "node:fs";
import path from "node:path";
import type { Browser, BrowserContextOptions, Page } from "playwright-core";
import type { Locale } from "@amanat/contracts";
import type { Messages } from "@amanat/i18n/messages";
import { hydrated, watchComplaints, watchOrigins, watchSent } from "./checks.ts";
import { wordsOf } from "./words.ts";
import type { Person, World } from "./world.ts";

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

export type Look = { locale: Locale; scheme: "light" | "dark"; width?: number; height?: number };

/** A new browser context, nobody signed in. */
export async function visit(browser: Browser, world: World, look: Look): Promise<Visitor> {
  const { locale, scheme, width = 1280, height = 900 } = look;
  const options: BrowserContextOptions = {
    viewport: { width, height },
    colorScheme: scheme,
    reducedMotion: "reduce",
    permissions: ["clipboard-read", "clipboard-write"],
  };
  const context = await browser.newContext(options);
  const strangers = watchOrigins(context, world.url);
  const page = await context.newPage();
  page.setDefaultTimeout(45_000);
  return {
    page,
    locale,
    words: await wordsOf(locale),
    strangers,
    complaints: watchComplaints(page),
    sent: watchSent(page),
    path: (path) => `${world.url}/${locale}${path}`,
  };
}

/** Signs in through the form, and waits until the page knows the person. */
export async function signIn({ page, words, path }: Visitor, world: World, person: Person): Promise<void> {
  const { email, password } = world.demo.people[person];
  await page.goto(path("/sign-in"));
  const form = page.locator("main form");
  await hydrated(form.locator("input[type=email]"));
  await form.locator("input[type=email]").fill(email);
  await form.locator("input[type=password]").fill(password);
  await form.getByRole("button", { name: words.auth.signIn.submit, exact: true }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
}

/** A signed-in visitor. */
export async function visitAs(browser: Browser, world: World, person: Person, look: Look): Promise<Visitor> {
  const visitor = await visit(browser, world, look);
  await signIn(visitor, world, person);
  return visitor;
}

/** Held long enough to be a press of its own: the page takes two within half a second for a double click. */
export const PRESS_AGAIN = { delay: 600 } as const;

const PICTURES = path.resolve(import.meta.dirname, "../../.amanat/e2e");

/** What everybody saw when a test failed, as pictures under `.amanat/e2e/`. */
export async function picturesOf(visitors: Readonly<Record<string, Visitor>>): Promise<void> {
  mkdirSync(PICTURES, { recursive: true });
  await Promise.all(
    Object.entries(visitors).map(([name, { page }]) => page.screenshot({ path: path.join(PICTURES, `${name}.png`), fullPage: true })),
  );
}
