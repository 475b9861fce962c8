import { openAsBlob } from "node:fs";
import { readFile } from "node:fs/promises";
import path from "node:path";
import { anchorsIn, keysIn, verifyDossier } from "@amanat/sdk/dossier";
import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { readConfig } from "../src/config.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";

/** Asks for the record and waits until it can be had; the page follows without a reload. */
async function record({ page, words }: Visitor): Promise<string> {
  const card = page.locator("[data-record]");
  const ask = card.getByRole("button", { name: words.deal.record.ask, exact: true });
  await hydrated(ask);
  await ask.click();
  const download = card.getByRole("link", { name: words.deal.record.download, exact: true });
  await download.waitFor({ timeout: 60_000 });
  const [saved] = await Promise.all([page.waitForEvent("download"), download.click()]);
  return saved.path();
}

test("both parties and an admin download a deal's record, and it is proven with what is published", async ({ visitAs, world }) => {
  const { dealId } = await paidDeal(world, `پروندهٔ آزمایش ${Date.now().toString(36)}`, 3_000_000n);
  const published = await fetch(new URL("/.well-known/amanat-dossier.json", world.url));
  const keys = keysIn(await published.text());
  expect(keys).toHaveLength(1);
  const anchors = async () => anchorsIn(await readFile(path.join(readConfig().AMANAT_DATA_DIR ?? "", "ledger-anchors.jsonl"), "utf8"));

  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await buyer.page.goto(buyer.path(`/deals/${dealId}`));
  const file = await record(buyer);
  await expectAccessible(buyer.page, "fa deal with its record");
  await expectNoOverflow(buyer.page, "fa deal with its record");
  await expect.poll(async () => (await verifyDossier(await openAsBlob(file), { keys, anchors: await anchors() })).verdict).toBe("proven");
  expect(await verifyDossier(await openAsBlob(file), { keys: null, anchors: null })).toMatchObject({ verdict: "consistent" });

  const seller = await visitAs("seller", { locale: "en", scheme: "dark", width: 1_280, height: 900 });
  await seller.page.goto(seller.path(`/deals/${dealId}`));
  expect(await verifyDossier(await openAsBlob(await record(seller)), { keys, anchors: await anchors() })).toMatchObject({
    verdict: "proven",
  });

  const admin = await visitAs("admin", { locale: "en", scheme: "light", width: 1_280, height: 900 });
  await admin.page.goto(admin.path(`/admin/deals/${dealId}`));
  await record(admin);
  await expectAccessible(admin.page, "en the deal's books with its record");
  // Each has their own: nobody reads another's by its address.
  const theirs = await seller.page.getByRole("link", { name: seller.words.deal.record.download, exact: true }).getAttribute("href");
  const answer = await buyer.page.request.get(new URL(theirs ?? "", world.url).href);
  expect(answer.status()).toBe(404);
});
