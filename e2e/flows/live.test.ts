import { expect, type Page } from "@playwright/test";
import { expectAccessible, hydrated } from "../src/checks.ts";
import { expectState } from "../src/deal-steps.ts";
import { watchTraffic } from "../src/settled.ts";
import { test } from "../src/test.ts";
import { layWire } from "../src/wire.ts";
import { agreedDeal, type World } from "../src/world.ts";

/** Open event streams, as the server counts them. */
async function streamsOpen({ url }: World): Promise<number> {
  const figures = await (await fetch(`${url}/metrics`)).text();
  return Number(/^amanat_streams (\d+)$/m.exec(figures)?.[1]);
}

test("ten tabs hold one stream and all hear of it; when the one that listens is closed, the next goes on without a gap", async ({
  visitAs,
  world,
}) => {
  const open = () => streamsOpen(world);
  const others = await open();
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  const goTo = async (tab: Page, waitUntil: "load" | "commit") => {
    // The seventh found no connection left for its page.
    await tab.goto(buyer.path("/deals"), { timeout: 60_000, waitUntil });
    await tab.locator("h1").waitFor();
  };
  const everywhere = async (title: string, all: readonly Page[]) => {
    await Promise.all(all.map((tab) => tab.getByText(title).first().waitFor({ timeout: 60_000 })));
  };
  const dealIsAgreed = async (what: string) => {
    const title = `${what} ${Date.now().toString(36)}`;
    await agreedDeal(world, title, 1_000_000n);
    return title;
  };
  const [leads] = await Promise.all([buyer.page.waitForRequest(/events\.stream/), goTo(buyer.page, "load")]);
  expect(leads.frame().page()).toBe(buyer.page);
  const tabs: Page[] = [];
  for (let count = 2; count < 10; count += 1) {
    tabs.push(await buyer.page.context().newPage());
    await goTo(tabs.at(-1) ?? buyer.page, "load");
  }

  // The tenth is written by the server, and overtaken before its program comes and it can listen.
  const tenth = await buyer.page.context().newPage();
  const program = Promise.withResolvers<void>();
  await tenth.route("**/*.js", async (route) => program.promise.then(() => route.continue()));
  await goTo(tenth, "commit");
  const traffic = watchTraffic(buyer.page);
  const missed = await dealIsAgreed("The tenth cannot hear of this");
  await everywhere(missed, [buyer.page, ...tabs]);
  // Later news of the same deal would bring it too.
  await traffic.quiet();
  program.resolve();
  tabs.push(tenth);
  await everywhere(missed, tabs);

  // Streams of others may end meanwhile; ours is one.
  await expect.poll(open, { timeout: 60_000 }).toBeLessThanOrEqual(others + 1);
  await everywhere(await dealIsAgreed("Ten tabs hear of this"), [buyer.page, ...tabs]);

  // The first tab has listened for all; the news of the moment it goes must not go with it.
  const [last] = await Promise.all([dealIsAgreed("And nine of this"), buyer.page.close()]);
  await everywhere(last, tabs);
  await expect.poll(open).toBeLessThanOrEqual(others + 1);
});

test("without the server the page says so and stays, keeps what was typed, and goes on by itself afterwards", async ({
  visitAs,
  world,
}) => {
  const wire = await layWire(world.url);
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light", url: wire.url });
  const { page, words } = buyer;
  const silence = page.locator("[data-unreachable]");
  await page.goto(buyer.path("/requests/new"));
  const title = page.getByLabel(words.request.new.titleLabel);
  await hydrated(title);
  await title.fill("Written before the tunnel");

  await wire.cut();
  await silence.getByText(words.common.offline.unreachable).waitFor({ timeout: 60_000 });
  await expectAccessible(page, "en, unreachable");
  const lost = page.waitForEvent("requestfailed", (request) => new URL(request.url()).pathname.endsWith("/deals"));
  await page.getByRole("link", { name: words.common.nav.deals }).locator("visible=true").first().click();
  await lost;
  expect(await title.inputValue()).toBe("Written before the tunnel");
  await silence.waitFor();

  await wire.mend();
  await page.waitForURL(/\/deals$/, { timeout: 60_000 });
  await silence.waitFor({ state: "detached", timeout: 60_000 });

  // A page opened before the wire was cut stays whole. The deal is new, because the time to pay of an older one may be over.
  const fresh = await agreedDeal(world, "Seen without a server", 1_000_000n);
  await page.goto(buyer.path(`/deals/${fresh.id}`));
  const cancel = page.getByRole("button", { name: words.deal.action.cancel, exact: true });
  await hydrated(cancel);
  // The dialog is asked for and does not come. What else the page has to say must not wait for it.
  const lostOnTheWay = Promise.withResolvers<void>();
  await page.route("**/*.js", (route) => lostOnTheWay.promise.then(() => route.abort()));
  const asked = page.waitForRequest("**/*.js");
  await cancel.click();
  await asked;
  await wire.cut();
  await silence.waitFor({ timeout: 60_000 });
  lostOnTheWay.resolve();
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await expectState(buyer, "payment");
  await wire.mend();
  await page.getByRole("dialog", { name: words.deal.cancel.title }).waitFor({ timeout: 60_000 });
  await wire.stop();
});
