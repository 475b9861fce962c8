import { expect } from "@playwright/test";
import { expectAccessible, expectMarked, expectNoOverflow, hydrated, mark } from "../src/checks.ts";
import { newPerson } from "../src/mailbox.ts";
import { test } from "../src/test.ts";
import { pressAgain } from "../src/visitor.ts";
import { type Account, apiOf, tokenOf, type World } from "../src/world.ts";

/** A request of somebody's, on which the demo's seller then bids. */
async function bidFor(world: World, buyer: Account, title: string): Promise<string> {
  const [buying, selling] = await Promise.all([apiOf(world, buyer), apiOf(world, "seller")]);
  const { id: asset } = await tokenOf(world, buying);
  const { id: requestId } = await buying.marketplace.createRequest({
    title,
    description: "Twelve pages of technical Persian, to be translated into clear English.",
    productType: "service",
    category: "translation",
    asset,
    budgetMin: "1000000",
    budgetMax: "9000000",
    delivery: { mode: "online", channel: "E-mail" },
  });
  const payoutAddress = world.demo.wallets.seller.address;
  await selling.marketplace.submitOffer({ requestId, price: "3000000", deliveryDays: 3, payoutAddress });
  return requestId;
}

test("a person is told of offers without a reload: the bell counts, a notice leads to its place, and is read once", async ({
  visitAs,
  world,
}) => {
  const account = await newPerson(world, "Parvin");
  const person = await visitAs(account, { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words, path } = person;
  const t = words.notifications;
  await page.goto(path("/notifications"));
  await hydrated(page.locator("[data-bell]"));
  await mark(page);
  const fresh = page.locator("[data-notice=offer_submitted]");
  await bidFor(world, account, "ترجمهٔ نخست");
  await expect(fresh).toHaveCount(1);
  await bidFor(world, account, "ترجمهٔ دوم");
  await expect(fresh).toHaveCount(2);
  const before = Number(await page.locator("[data-bell]").getAttribute("data-bell"));
  expect(before).toBeGreaterThanOrEqual(2);
  await expectAccessible(page, "fa notifications");
  await expectNoOverflow(page, "fa notifications");

  const second = fresh.filter({ hasText: "ترجمهٔ دوم" });
  await second.getByRole("button").click();
  await expect(second).not.toHaveAttribute("data-unread", "true");
  await expect(page.locator("[data-bell]")).toHaveAttribute("data-bell", String(before - 1));
  await page.getByLabel(t.centre.filter).selectOption({ label: t.centre.unread });
  await expect(fresh).toHaveCount(1);
  await expectMarked(page, "the notification centre");

  await fresh.getByRole("link").click();
  await page.waitForURL(/\/fa\/requests\/req_[0-9a-f]{32}/);
  await expect(page.locator("[data-bell]")).toHaveAttribute("data-bell", String(before - 2));

  await bidFor(world, account, "ترجمهٔ سوم");
  await page.goto(path("/notifications"));
  await expect(fresh).toHaveCount(3);
  await pressAgain(page.getByRole("button", { name: t.centre.readAll, exact: true }));
  await expect(page.locator("[data-bell]")).toHaveAttribute("data-bell", "0");
  await expect(page.locator("[data-unread]")).toHaveCount(0);
  expect(person.strangers).toEqual([]);
});

test("a person chooses what is sent to them and when; security stays on", async ({ visitAs, world }) => {
  const account = await newPerson(world, "Shirin");
  const { page, words, path } = await visitAs(account, { locale: "fa", scheme: "dark", width: 390, height: 844 });
  const t = words.notifications;
  await page.goto(path("/account/notifications"));
  const quiet = page.getByLabel(t.preferences.quietOn);
  await hydrated(quiet);
  expect(await page.getByRole("group", { name: t.group.security.name, exact: true }).getByRole("checkbox").count()).toBe(0);
  await page.getByRole("group", { name: t.group.market.name, exact: true }).getByRole("checkbox").first().uncheck();
  await quiet.check();
  await page.getByLabel(t.preferences.quietFrom, { exact: true }).fill("23:30");
  await page.getByLabel(t.preferences.quietTo, { exact: true }).fill("23:30");
  await page.getByText(t.preferences.sameTimes).waitFor();
  await page.getByLabel(t.preferences.quietTo, { exact: true }).fill("07:15");
  await page.getByRole("combobox", { name: t.preferences.digest, exact: true }).selectOption({ label: t.preferences.digestDaily });
  await expectAccessible(page, "fa notification preferences");
  await expectNoOverflow(page, "fa notification preferences");
  await page.getByRole("button", { name: t.preferences.save, exact: true }).click();
  await page.getByText(t.preferences.saved, { exact: true }).waitFor();
  const kept = await (await apiOf(world, account)).notifications.preferences();
  expect(kept).toMatchObject({ quiet: { from: 1_410, to: 435 }, digest: "daily" });
  const on = Object.fromEntries(kept.groups.map((each) => [each.group, each.on]));
  expect(on).toMatchObject({ market: [], deals: ["mail"], security: ["mail"] });
  await page.reload();
  await expect(quiet).toBeChecked();
});

test("a way out that nobody signed says so, and does nothing", async ({ visit }) => {
  const { page, words, path } = await visit({ locale: "fa", scheme: "light", width: 390, height: 844 });
  await page.goto(path("/unsubscribe?token=nobody"));
  await page.getByText(words.notifications.unsubscribe.invalid).waitFor();
  await expectAccessible(page, "fa unsubscribe");
});
