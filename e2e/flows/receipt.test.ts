import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";

test("a receipt is reached from the payment, read without an account, and printed in both directions", async ({
  visit,
  visitAs,
  world,
}) => {
  const { dealId } = await paidDeal(world, `Keeps a receipt ${Date.now().toString(36)}`, 12_340_000n);
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await buyer.page.goto(buyer.path(`/deals/${dealId}/pay`));
  await buyer.page.getByRole("link", { name: buyer.words.pay.credited.receipt, exact: true }).click();
  await buyer.page.waitForURL(/\/receipts\/rcp_[0-9a-f]{32}$/);
  const address = /\/receipts\/rcp_[0-9a-f]{32}$/.exec(buyer.page.url())?.[0] ?? "";

  for (const look of [
    { locale: "fa", scheme: "light", width: 390, height: 844 },
    { locale: "en", scheme: "dark" },
  ] as const) {
    const reader = await visit(look);
    const { page } = reader;
    await page.goto(reader.path(address));
    await page.locator('[data-receipt="paid"]').waitFor();
    await expect(page.locator("[data-tx]")).toHaveCount(1);
    await expect(page.locator('meta[name="robots"]')).toHaveAttribute("content", /noindex/);
    await hydrated(page.getByRole("button", { name: reader.words.receipt.print, exact: true }));
    await expectAccessible(page, `${look.locale} receipt`);
    await expectNoOverflow(page, `${look.locale} receipt`);
    await page.screenshot({ path: test.info().outputPath(`receipt-${look.locale}.png`), fullPage: true });
    // On paper stands the receipt and nothing that is for getting about.
    await page.pdf({ path: test.info().outputPath(`receipt-${look.locale}.pdf`), format: "A4" });
    await page.emulateMedia({ media: "print" });
    for (const part of ["header:has(nav)", "footer"]) {
      await expect(page.locator(part)).toHaveCount(1);
      await expect(page.locator(part)).toBeHidden();
    }
    await expect(page.getByRole("button", { name: reader.words.receipt.print, exact: true })).toBeHidden();
    await expect(page.locator("[data-tx]")).toBeVisible();
    expect(reader.complaints).toEqual([]);
  }
});
