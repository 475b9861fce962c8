import { PushService } from "@amanat/testing/outside";
import { expect, type Locator, type Page } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { newPerson } from "../src/mailbox.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { askToBeWoken, subscribesAt } from "../src/push-steps.ts";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { pattern } from "../src/words.ts";
import { agreedDeal, apiOf, type World } from "../src/world.ts";

/** The operator's desk by the keyboard alone: several payouts are approved, a setting is changed, and what was given up is tried again. */

/** Presses Tab until the element has the focus; the keyboard must reach everything. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 250; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

async function press(page: Page, target: Locator): Promise<void> {
  await hydrated(target.first());
  await tabTo(page, target);
  await page.keyboard.press("Enter");
}

/** A paid deal that its seller gives up: its refund waits for an admin. */
async function refundWaiting(world: World, title: string, price: bigint): Promise<void> {
  const { dealId, version } = await paidDeal(world, title, price);
  await (await apiOf(world, "seller")).deals.cancelDeal({ dealId, version });
  const { payment } = await apiOf(world, "admin");
  await expect
    .poll(async () => (await payment.listPayouts({ dealId })).data.some(({ status }) => status === "pending_approval"), { timeout: 60_000 })
    .toBe(true);
}

/** Proves to be there with the linked wallet, without a mouse. */
async function prove({ page, words }: Visitor): Promise<void> {
  const dialog = page.getByRole("dialog", { name: words.auth.stepUp.title });
  await press(page, dialog.getByRole("button", { name: "Dev Admin" }));
  await dialog.waitFor({ state: "hidden" });
}

test("by the keyboard alone an admin approves two payouts with one proof, and is shown what came of each and its entry", async ({
  visitAs,
  world,
}) => {
  const stamp = Date.now().toString(36);
  const titles = [`First of two ${stamp}`, `Second of two ${stamp}`];
  await refundWaiting(world, titles[0] ?? "", 2_000_000n);
  await refundWaiting(world, titles[1] ?? "", 3_000_000n);
  const admin = await visitAs("admin", { locale: "en", scheme: "light", width: 1_280, height: 900 });
  const { page, words } = admin;
  const { batch } = words.admin.payouts;
  await page.goto(admin.path("/admin/payouts"));
  for (const title of titles) {
    const box = page.getByRole("checkbox", { name: batch.chooseOf.replace("{title}", title) }).first();
    await hydrated(box);
    await tabTo(page, box);
    await page.keyboard.press("Space");
  }
  await expectAccessible(page, "en payouts, two chosen");
  // What is chosen stands above the list.
  await page.getByRole("button", { name: batch.approve, exact: true }).focus();
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await expect(dialog.locator("[data-batch-row]")).toHaveCount(2);
  await expectAccessible(page, "en batch dialog");
  await tabTo(page, dialog.getByRole("textbox"));
  await page.keyboard.type("5");
  await press(page, dialog.getByRole("button", { name: pattern(batch.submit) }));
  await prove(admin);
  await expect(dialog.locator("[data-result=moved]")).toHaveCount(2);
  await expectAccessible(page, "en batch results");
  await press(page, dialog.getByRole("button", { name: batch.read, exact: true }));
  await page.locator('[data-recorded^="payout.approve"]').waitFor();
  await page.setViewportSize({ width: 390, height: 844 });
  await expectNoOverflow(page, "en payouts on a phone");
});

test("by the keyboard alone an admin changes a setting, which holds at once; a dangerous one waits for another admin", async ({
  visitAs,
  world,
}) => {
  const admin = await visitAs("admin", { locale: "fa", scheme: "dark", width: 1_280, height: 900 });
  const { page, words } = admin;
  const { settings } = words.admin;
  const { settings: api } = await apiOf(world, "admin");
  const valueOf = async (key: string) => (await api.list({})).settings.find((one) => one.key === key)?.value;
  const change = async (key: string, value: string, save: string) => {
    await press(page, page.getByRole("button", { name: settings.changeOf.replace("{key}", key), exact: true }));
    const dialog = page.getByRole("dialog");
    const field = dialog.getByLabel(settings.dialog.value, { exact: true });
    await tabTo(page, field);
    await page.keyboard.press("ControlOrMeta+a");
    await page.keyboard.type(value);
    await tabTo(page, dialog.getByLabel(settings.dialog.reason));
    await page.keyboard.type("با هم قرار گذاشتیم");
    await expectAccessible(page, `fa setting ${key}`);
    await press(page, dialog.getByRole("button", { name: save, exact: true }));
    await prove(admin);
    await dialog.waitFor({ state: "hidden" });
  };
  await page.goto(admin.path("/admin/settings"));
  await expectAccessible(page, "fa settings");
  const hours = (await valueOf("deal.lateHours")) === "47" ? ["۴۶", "46"] : ["۴۷", "47"];
  await change("deal.lateHours", hours[0] ?? "", settings.dialog.save);
  await expect.poll(() => valueOf("deal.lateHours")).toBe(hours[1]);
  await page.locator('[data-recorded="settings.changed"]').waitFor();

  const { waiting } = settings;
  await change("payment.feeBps", "120", settings.dialog.ask);
  const card = page.locator('[data-setting-waiting="payment.feeBps"]');
  await card.getByText(waiting.mine).waitFor();
  expect(await card.getByRole("button", { name: waiting.confirm, exact: true }).count()).toBe(0);
  expect(await valueOf("payment.feeBps")).toBe("100");
  await expectAccessible(page, "fa settings, one waits");
  await page.setViewportSize({ width: 390, height: 844 });
  // Loaded anew: what a dialog measures its text with keeps the width of the wide window.
  await page.reload();
  await card.waitFor();
  await expectNoOverflow(page, "fa settings on a phone");
  await press(page, card.getByRole("button", { name: waiting.withdraw, exact: true }));
  await card.waitFor({ state: "hidden" });
});

test("by the keyboard alone an admin finds a notice that was given up and has it sent again, and it arrives", async ({
  visitAs,
  world,
}) => {
  const { host, port } = world.outside().push;
  const pushes = await PushService.open(host, port);
  try {
    const omid = await newPerson(world, "Omid");
    const device = pushes.browser();
    const phone = await visitAs(omid, { locale: "fa", scheme: "light", width: 390, height: 844 });
    await subscribesAt(phone, device, world.url);
    await askToBeWoken(phone);
    // A service that finds fault with what it is given is not asked again by itself.
    pushes.say = () => ({ status: 400 });
    await agreedDeal(world, `Given up ${Date.now().toString(36)}`, 2_000_000n, omid);

    const { notifications } = await apiOf(world, "admin");
    const givenUp = async () =>
      (await notifications.deadNotices({ channel: "push", limit: 20 })).data.filter(({ person }) => person === "Omid");
    await expect.poll(async () => (await givenUp()).length, { timeout: 60_000 }).toBeGreaterThan(0);
    const dead = (await givenUp()).length;
    pushes.say = () => ({ status: 201 });

    const admin = await visitAs("admin", { locale: "en", scheme: "dark", width: 1_280, height: 900 });
    const { page, words } = admin;
    await page.goto(admin.path("/admin/failed"));
    await expectAccessible(page, "en given up");
    await press(page, page.locator('a[href$="/admin/notices?channel=push"]:visible'));
    const card = page.locator('[data-dead-notice="push"]', { hasText: "Omid" });
    await card.first().waitFor();
    await expectAccessible(page, "en dead notices");
    await press(page, card.first().getByRole("button", { name: words.admin.deadNotices.again, exact: true }));
    await expect.poll(() => pushes.of(device).length, { timeout: 60_000 }).toBeGreaterThan(0);
    await expect.poll(async () => (await givenUp()).length).toBe(dead - 1);
    await page.locator('[data-recorded^="notice"]').waitFor();
  } finally {
    pushes.close();
  }
});
