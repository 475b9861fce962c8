import { PushService } from "@amanat/testing/outside";
import { expect } from "@playwright/test";
import { expectMarked, hydrated, mark } from "../src/checks.ts";
import { expectState, markDelivered } from "../src/deal-steps.ts";
import { buttonOf, newPerson, readMails } from "../src/mailbox.ts";
import { acceptOffer, sendOffer } from "../src/market-steps.ts";
import { chooseWay, connectWallet, expectPhase, giveRefundAddress, pressPay } from "../src/pay-steps.ts";
import { askToBeWoken, handOver, shownOn, subscribesAt } from "../src/push-steps.ts";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { layWire } from "../src/wire.ts";
import { type Account, apiOf, tokenOf, type World } from "../src/world.ts";

const PHONE = { width: 390, height: 844 } as const;
const PDF = Buffer.from("%PDF-1.4\n1 0 obj <</Type /Catalog>> endobj\ntrailer <</Root 1 0 R>>\n%%EOF");

/** A request of a person of its own, so that what they are told is about this alone. */
async function requestOf(world: World, buyer: Account, title: string): Promise<string> {
  const api = await apiOf(world, buyer);
  const asset = await tokenOf(world, api);
  const budget = (whole: bigint) => (whole * 10n ** BigInt(asset.decimals)).toString();
  const { id } = await api.marketplace.createRequest({
    title,
    description: "Twelve pages of technical Persian, to be translated into clear English and proofread once.",
    productType: "service",
    category: "translation",
    asset: asset.id,
    budgetMin: budget(50n),
    budgetMax: budget(200n),
    delivery: { mode: "online", channel: "E-mail" },
  });
  return id;
}

/** Writes into the conversation that is open, and sends by Enter. */
async function say({ page, words }: Visitor, text: string): Promise<void> {
  const field = page.getByLabel(words.chat.composer.label);
  await hydrated(field);
  await field.fill(text);
  await field.press("Enter");
  await page.locator("[data-message]").filter({ hasText: text }).waitFor();
}

/** What the conversation that is open says, in its order: the texts of both. */
const said = ({ page }: Visitor) => page.locator("[data-chat-list] [data-message]").locator("p").allInnerTexts();

/** The kinds of what a person was told in the centre, the newest first. */
async function toldTo(world: World, who: Account): Promise<string[]> {
  const { data } = await (await apiOf(world, who)).notifications.list({ limit: 50 });
  return data.map(({ kind }) => kind);
}

/** Until a mail about something has come; its button opens the exact place in this person's browser. */
async function followMail(world: World, who: Account, visitor: Visitor, about: RegExp, place: string): Promise<void> {
  const mail = async () => (await readMails(world, who.email)).find(({ subject }) => about.test(subject ?? ""));
  await expect.poll(async () => (await mail())?.subject, { timeout: 60_000 }).toBeDefined();
  const found = await mail();
  if (found === undefined) throw new Error("the mail is gone");
  expect(found.headers.get("auto-submitted")).toBe("auto-generated");
  expect(found.headers.has("list")).toBe(true);
  await visitor.page.goto(buttonOf(found));
  expect(new URL(visitor.page.url()).pathname).toMatch(new RegExp(`/[a-z]{2}${place}$`));
  await visitor.page.locator("h1").first().waitFor();
}

test("two people talk, agree, pay and deliver a file, on two web processes; each is told in the centre, by mail and by push, and a phone that was away has everything in order, once", async ({
  visitAs,
  world,
}) => {
  const pushes = await PushService.open(world.outside().push.host, world.outside().push.port);
  const wire = await layWire(world.second());
  try {
    const [mina, omid] = [await newPerson(world, "Mina"), await newPerson(world, "Omid")];
    const title = `Twelve pages, talked about first ${Date.now().toString(36)}`;
    const requestId = await requestOf(world, mina, title);
    const buyer = await visitAs(mina, { locale: "en", scheme: "light" });
    const phone = await visitAs(mina, { locale: "fa", scheme: "dark", ...PHONE, url: wire.url });
    const seller = await visitAs(omid, { locale: "fa", scheme: "light", ...PHONE, url: world.second() });
    const device = pushes.browser();
    await subscribesAt(buyer, device, world.url);
    await askToBeWoken(buyer);

    // Before an offer.
    await seller.page.goto(seller.path(`/requests/${requestId}`));
    const ask = seller.page.getByRole("button", { name: seller.words.offer.chat.ask, exact: true });
    await hydrated(ask);
    await ask.click();
    await seller.page.waitForURL(/\/messages\/conv_[0-9a-f]{32}$/);
    const talk = new URL(seller.page.url()).pathname.replace(/^\/fa/, "");
    await say(seller, "سلام، متن شما چند صفحه است؟");
    await phone.page.goto(phone.path(talk));
    await phone.page.locator("[data-message]").filter({ hasText: "چند صفحه" }).waitFor();
    await mark(phone.page);
    await buyer.page.goto(buyer.path(talk));
    await say(buyer, "Twelve pages, and a table.");
    await phone.page.locator("[data-message]").filter({ hasText: "and a table" }).waitFor({ timeout: 60_000 });

    // They agree, and the money is held.
    await seller.page.goto(seller.path(`/requests/${requestId}`));
    await sendOffer(seller, { price: "100", days: "3", notes: "-", payoutAddress: world.demo.wallets.seller.address });
    await buyer.page.goto(buyer.path(`/requests/${requestId}`));
    const dealId = await acceptOffer(buyer);
    await giveRefundAddress(buyer);
    await chooseWay(buyer, "wallet");
    await connectWallet(buyer);
    await pressPay(buyer);
    await expectPhase(buyer, "credited");

    // The buyer's phone goes away; meanwhile the seller writes, and delivers with a file.
    await wire.cut();
    await seller.page.goto(seller.path(talk));
    for (const text of ["شروع کردم", "صفحهٔ شش", "تمام شد"]) await say(seller, text);
    await seller.page.goto(seller.path(`/deals/${dealId}`));
    await expectState(seller, "processing");
    const start = seller.page.getByRole("button", { name: seller.words.deal.action.start, exact: true });
    await hydrated(start);
    await start.click();
    const dialog = seller.page.getByRole("dialog");
    await dialog.getByText(seller.words.deal.start.artifact, { exact: true }).click();
    await seller.page
      .locator("[data-files] input[type=file]")
      .setInputFiles([{ name: "ترجمه.pdf", mimeType: "application/pdf", buffer: PDF }]);
    await dialog.locator("[data-upload=ready]").waitFor();
    await dialog.getByRole("button", { name: seller.words.deal.start.submit, exact: true }).click();
    await dialog.waitFor({ state: "hidden" });
    await markDelivered(seller);

    // Told of it in the centre, by mail, and by push, which the browser shows; each leads to the deal.
    const place = `/deals/${dealId}`;
    await expect.poll(() => toldTo(world, mina), { timeout: 60_000 }).toEqual(expect.arrayContaining(["deal_delivered"]));
    const pushed = () => pushes.of(device).map(({ text }) => JSON.parse(text) as { title: string; place: string });
    const delivered = (each: { title: string; place: string }) => each.place.endsWith(place) && each.title.includes("delivered");
    await expect.poll(() => pushed().some(delivered), { timeout: 60_000 }).toBe(true);
    await buyer.page.goto(buyer.path(place));
    await expectState(buyer, "inspecting");
    for (const { text } of pushes.of(device)) await handOver(buyer.page, text);
    await expect.poll(async () => (await shownOn(buyer.page)).some((each) => delivered(each as never))).toBe(true);
    await followMail(world, mina, buyer, /delivered/, place);
    await followMail(world, omid, seller, /accepted your offer/, place);
    await followMail(world, omid, seller, /is held: your turn/, place);
    await buyer.page.locator("[data-file]").filter({ hasText: "ترجمه" }).waitFor();

    // The phone is back: everything, in order, once, without a reload.
    await wire.mend();
    const texts = ["سلام، متن شما چند صفحه است؟", "Twelve pages, and a table.", "شروع کردم", "صفحهٔ شش", "تمام شد"];
    await expect.poll(() => said(phone), { timeout: 60_000 }).toEqual(texts);
    await phone.page.locator('[data-system="deal.delivered.v1"]').waitFor({ timeout: 60_000 });
    const events = await phone.page.locator("[data-system]").evaluateAll((rows) => rows.map((row) => row.getAttribute("data-system")));
    expect(new Set(events).size, "each thing that happened, once").toBe(events.length);
    await expectMarked(phone.page, "the phone");
    await phone.page.locator("[data-bell]").click();
    await phone.page.locator("[data-notice=deal_delivered]").waitFor();
    await expect(phone.page.locator("[data-notice=deal_delivered]")).toHaveCount(1);

    for (const who of [mina, omid]) {
      const kinds = (await toldTo(world, who)).filter((kind) => kind !== "message");
      expect(kinds.toSorted(), "nobody is told twice").toEqual([...new Set(kinds)].toSorted());
    }
    // A mail leads to the house's one address, whichever process somebody reads at.
    const elsewhere = seller.strangers.filter((url) => !url.startsWith(world.url));
    expect([...buyer.strangers, ...elsewhere, ...phone.strangers]).toEqual([]);
  } finally {
    await wire.stop();
    pushes.close();
  }
});
