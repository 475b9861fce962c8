import { type OpenIdProvider, startOpenIdProvider } from "@amanat/testing";
import type { Browser } from "playwright-core";
import { afterAll, beforeAll, expect, test } from "vitest";
import { visit } from "./src/acts.ts";
import { hydrated } from "./src/checks.ts";
import { launchChromium } from "./src/chromium.ts";
import { openWorld, type World } from "./src/world.ts";

const CLIENT = { clientId: "amanat-e2e", clientSecret: "shared-with-the-provider" };
let google: OpenIdProvider;
let world: World;
let browser: Browser;

beforeAll(async () => {
  google = await startOpenIdProvider({ ...CLIENT, person: { sub: "1", name: "Omid", email: "omid@gmail.com", email_verified: true } });
  const web = { GOOGLE_CLIENT_ID: CLIENT.clientId, GOOGLE_CLIENT_SECRET: CLIENT.clientSecret, GOOGLE_ISSUER: google.issuer };
  [world, browser] = await Promise.all([openWorld(web), launchChromium()]);
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
  await google?.close();
});

test("Google lets a person in and back to where they were going, and nobody in whom it does not vouch for", async () => {
  const { page, words, path } = await visit(browser, world, { locale: "en", scheme: "light" });
  const button = page.getByRole("button", { name: words.auth.other.google, exact: true });

  google.misbehave("foreign_key");
  await page.goto(path("/sign-in?next=/en/deals"));
  await hydrated(button);
  await button.click();
  await page.waitForURL((url) => url.pathname === "/en/sign-in" && url.searchParams.has("error"));
  await page.getByRole("alert").first().waitFor();

  google.misbehave(null);
  await page.goto(path("/sign-in?next=/en/deals"));
  await hydrated(button);
  await button.click();
  await page.waitForURL(path("/deals"));
  const answer = await (await page.request.get(`${world.url}/api/trpc/auth.me`)).json();
  expect(answer).toMatchObject({ result: { data: { user: { name: "Omid", email: "omid@gmail.com" } } } });
  expect(google.counts).toEqual({ codes: 2, tokens: 2 });
});
