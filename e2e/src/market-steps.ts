import { formatSpan } from "@amanat/i18n";
import { expect } from "@playwright/test";
import { apart, type Visitor } from "./visitor.ts";
import { expectAccessible, hydrated } from "./checks.ts";

export type Wish = { title: string; description: string; min: string; max: string; channel: string };

/** Posts a request for a service through the four-step form; answers its path without the language. */
export async function postRequest(buyer: Visitor, wish: Wish): Promise<string> {
  const { page, words, path } = buyer;
  const form = words.request.new;
  const forward = async () => {
    await page.getByRole("button", { name: form.next, exact: true }).dblclick();
    // Nobody fills the next step sooner; what comes sooner is a double click.
    await apart(page);
  };
  await page.goto(path("/requests/new"));
  await hydrated(page.getByLabel(form.titleLabel));
  await page.getByRole("radio", { name: new RegExp(words.request.type.service) }).click();
  await page.getByRole("combobox", { name: form.category }).selectOption({ label: words.request.category.translation });
  await page.getByLabel(form.titleLabel).fill(wish.title);
  await page.getByLabel(form.descriptionLabel).fill(wish.description);
  await expectAccessible(page, `${buyer.locale} new request`);
  await forward();
  // Typed key by key, as a phone's keyboard does; the other one is pasted.
  await page.getByLabel(form.min).pressSequentially(wish.min);
  await page.getByLabel(form.max).focus();
  await page.evaluate((text) => navigator.clipboard.writeText(text), wish.max);
  await page.keyboard.press("ControlOrMeta+v");
  await forward();
  await page.getByLabel(form.channel).fill(wish.channel);
  await forward();
  await expectAccessible(page, `${buyer.locale} request review`);
  await page.getByRole("button", { name: form.publish, exact: true }).dblclick();
  await page.waitForURL(/\/requests\/req_[0-9a-f]{32}$/);
  return new URL(page.url()).pathname.slice(`/${buyer.locale}`.length);
}

export type Bid = { price: string; days: string; notes: string; payoutAddress: string };

/** Fills and sends the offer form of the request the seller has open. */
export async function sendOffer(seller: Visitor, bid: Bid): Promise<void> {
  const { page, words } = seller;
  const form = words.offer.form;
  await hydrated(page.getByLabel(form.price));
  await page.getByLabel(form.price).fill(bid.price);
  await page.getByLabel(form.days).fill(bid.days);
  await page.getByLabel(form.notes).fill(bid.notes);
  await page.getByLabel(form.payout).fill(bid.payoutAddress);
  await expectAccessible(page, `${seller.locale} offer form`);
  await page.getByRole("button", { name: form.submit, exact: true }).dblclick();
  await expect
    .poll(() => page.getByRole("button", { name: words.offer.withdraw.open, exact: true }).count(), { timeout: 60_000 })
    .toBeGreaterThan(0);
}

/** Accepts the only live offer on the request the buyer has open; ends on the deal's payment page. */
export async function acceptOffer(buyer: Visitor): Promise<string> {
  const { page, words } = buyer;
  const accept = page.getByRole("button", { name: words.offer.accept.open, exact: true }).locator("visible=true").first();
  await hydrated(accept);
  await accept.click();
  // How long there is to pay is said in numbers, before anything is accepted.
  await page
    .getByRole("dialog")
    .getByText(formatSpan({ unit: "minute", count: 15 }, buyer.locale))
    .waitFor();
  await expectAccessible(page, `${buyer.locale} accept dialog`);
  await page.getByRole("dialog").getByRole("button", { name: words.offer.accept.submit, exact: true }).dblclick();
  await page.waitForURL(/\/deals\/deal_[0-9a-f]{32}\/pay$/);
  return /deal_[0-9a-f]{32}/.exec(page.url())?.[0] ?? "";
}
