import { readFile } from "node:fs/promises";
import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";

const PDF = Buffer.from("%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF");
const ZIP = Buffer.from("504b0506000000000000000000000000000000000000", "hex");

/** Files chosen in the dialog, as a person's machine names and types them. */
async function choose(page: Page, files: readonly { name: string; mimeType: string; buffer: Buffer }[]): Promise<void> {
  await page.locator("[data-files] input[type=file]").setInputFiles([...files]);
}

test("a seller delivers files: rules first, a broken line tried again, wrong ones refused with a reason; the buyer sees and saves them", async ({
  visitAs,
  world,
}) => {
  const { dealId } = await paidDeal(world, `نشان نانوایی ${Date.now().toString(36)}`, 3_000_000n);
  const buyer = await visitAs("buyer", { locale: "en", scheme: "dark", width: 1_280, height: 900 });
  await buyer.page.goto(buyer.path(`/deals/${dealId}`));
  const seller = await visitAs("seller", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words, path } = seller;
  await page.goto(path(`/deals/${dealId}`));
  const picture = await page.screenshot();
  const start = page.getByRole("button", { name: words.deal.action.start, exact: true });
  await hydrated(start);
  await start.click();
  const dialog = page.getByRole("dialog");
  await dialog.getByText(words.deal.start.artifact, { exact: true }).click();
  await dialog.getByText("PDF", { exact: false }).first().waitFor();

  await page.route("**/api/upload/**", (route) => route.abort("connectionreset"), { times: 1 });
  await choose(page, [{ name: "نشان (نهایی).pdf", mimeType: "application/pdf", buffer: PDF }]);
  await dialog.getByText(words.files.problem.network).waitFor();
  await dialog.getByRole("button", { name: words.files.retry.replace("{name}", ""), exact: false }).click();
  await dialog.locator("[data-upload=ready]").waitFor();

  await choose(page, [
    { name: "sketch.png", mimeType: "image/png", buffer: picture },
    { name: "drawing.svg", mimeType: "image/svg+xml", buffer: Buffer.from("<svg xmlns='http://www.w3.org/2000/svg'/>") },
    { name: "photo.heic", mimeType: "image/heic", buffer: Buffer.from("heic") },
    { name: "contract.pdf", mimeType: "application/pdf", buffer: ZIP },
  ]);
  await expect(dialog.locator("[data-upload=ready]")).toHaveCount(2);
  for (const reason of ["file_type", "file_heic", "file_other_type"] as const)
    await dialog.getByText(words.files.problem[reason], { exact: true }).waitFor();
  await expectAccessible(page, "fa files on their way");
  await expectNoOverflow(page, "fa files on their way");
  await dialog.getByRole("button", { name: words.deal.start.submit, exact: true }).click();
  await dialog.waitFor({ state: "hidden" });

  // The buyer's page follows without a reload.
  const files = buyer.page.getByRole("list", { name: buyer.words.deal.delivery.files, exact: true }).locator("visible=true");
  await expect(files.locator("[data-file]")).toHaveCount(2);
  const shown = buyer.page.locator("[data-file] img").first();
  await expect.poll(() => shown.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(0);
  await expectAccessible(buyer.page, "en deal with files");
  await buyer.page.getByRole("button", { name: /sketch/ }).click();
  const large = buyer.page.getByRole("dialog").locator("img");
  await expect.poll(() => large.evaluate((img) => (img as HTMLImageElement).naturalWidth)).toBeGreaterThan(300);
  await expectAccessible(buyer.page, "en a picture");
  await buyer.page.keyboard.press("Escape");
  const saved = buyer.page.waitForEvent("download");
  await buyer.page.locator("[data-file] button").filter({ hasText: ".pdf" }).click();
  const download = await saved;
  expect(download.suggestedFilename()).toBe("نشان (نهایی).pdf");
  expect(await readFile(await download.path())).toEqual(PDF);
  expect([...seller.strangers, ...buyer.strangers]).toEqual([]);
});
