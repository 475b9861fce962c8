import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";
import { apiOf } from "../src/world.ts";

test("a guard stops a deal's money on its page and finds it under its deadline; who pays reads why; the guard lets it go", async ({
  visitAs,
  world,
}) => {
  const title = `Stopped ${Date.now().toString(36)}`;
  const reason = "Somebody looks at where it comes from";
  const { dealId } = await paidDeal(world, title, 4_000_000n);
  const { page, words, path } = await visitAs("guard", { locale: "en", scheme: "light", width: 390, height: 844 });
  const { hold } = words.desk;
  await page.goto(path(`/admin/deals/${dealId}`));
  const card = page.locator("section", { has: page.locator("#deal-holds-title") });
  await card.getByText(hold.none).waitFor();
  const place = card.getByRole("button", { name: hold.place, exact: true });
  await hydrated(place);
  await place.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByLabel(hold.days).fill("3");
  await dialog.getByLabel(words.admin.reject.reason).fill(reason);
  await expectAccessible(page, "en guard's hold");
  await dialog.getByRole("button", { name: hold.place, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });
  await card.getByText(reason).waitFor();
  await page.locator('[data-recorded="deal.guard_hold"]').waitFor();
  await expectNoOverflow(page, "en deal on hold");
  const buyer = await apiOf(world, "buyer");
  const { holds, onHold } = await buyer.deals.getDeal({ dealId });
  expect([onHold, holds[0]?.by, holds[0]?.reason]).toEqual([true, "staff", reason]);

  await page.goto(path("/admin/deals?hold=week"));
  await expect(async () => {
    await page.reload();
    await page.getByRole("link", { name: title }).locator("visible=true").first().waitFor({ timeout: 3_000 });
  }).toPass();

  await page.goto(path(`/admin/deals/${dealId}`));
  const lift = card.getByRole("button", { name: hold.lift, exact: true });
  await hydrated(lift);
  await lift.click();
  await dialog.getByLabel(words.admin.reject.reason).fill("It is in order");
  await dialog.getByRole("button", { name: hold.lift, exact: true }).click();
  await card.getByText(hold.none).waitFor();
  expect((await buyer.deals.getDeal({ dealId })).onHold).toBe(false);
});
