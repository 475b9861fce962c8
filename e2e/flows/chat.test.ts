import { expect, type Page } from "@playwright/test";
import { expectAccessible, expectMarked, expectNoOverflow, hydrated, mark } from "../src/checks.ts";
import { expectState } from "../src/deal-steps.ts";
import { newPerson } from "../src/mailbox.ts";
import { acceptOffer, sendOffer } from "../src/market-steps.ts";
import { test } from "../src/test.ts";
import { apart, type Visitor } from "../src/visitor.ts";
import { layWire } from "../src/wire.ts";
import { apiOf, openRequest, type World } from "../src/world.ts";

const PHONE = { width: 390, height: 844 } as const;

/** Writes into the conversation that is open, and sends by Enter. */
async function say({ page, words }: Visitor, text: string): Promise<void> {
  const field = page.getByLabel(words.chat.composer.label);
  await field.fill(text);
  await field.press("Enter");
}

const bubble = (page: Page, text: string) => page.locator("[data-message]").filter({ hasText: text });

/** What is said in the conversation that is open, in its order. */
const said = (page: Page) => page.locator("[data-chat-list] [data-message]").locator("p").allInnerTexts();

/** Somebody's first words about a new request, over the API; answers the conversation. */
async function begunTalk(world: World, title: string) {
  const seller = await apiOf(world, "seller");
  const request = await openRequest(world, title);
  const { id } = await seller.chat.open({ requestId: request.id });
  return { id, seller, request };
}

test("a seller asks before offering, the buyer answers, and the talk goes on in their deal, all without a reload", async ({
  visitAs,
  world,
}) => {
  const request = await openRequest(world, `Asked about before it is bid on ${Date.now().toString(36)}`);
  const seller = await visitAs("seller", { locale: "fa", scheme: "light", ...PHONE });
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  await buyer.page.goto(buyer.path("/messages"));
  await seller.page.goto(seller.path(`/requests/${request.id}`));
  const ask = seller.page.getByRole("button", { name: seller.words.offer.chat.ask, exact: true });
  await hydrated(ask);
  await ask.click();
  await seller.page.waitForURL(/\/messages\/conv_[0-9a-f]{32}$/);
  await mark(seller.page);
  await say(seller, "سلام، متن شما چند صفحه است؟");
  await bubble(seller.page, "چند صفحه").waitFor();
  await expectAccessible(seller.page, "fa conversation");
  await expectNoOverflow(seller.page, "fa conversation");

  // The buyer's list hears of it.
  const row = buyer.page.locator("[data-conversation-row]").filter({ hasText: request.title });
  await row.locator('[data-unread-count="1"]').waitFor({ timeout: 60_000 });
  await expectAccessible(buyer.page, "en inbox");
  await row.click();
  await bubble(buyer.page, "چند صفحه").waitFor();
  await say(buyer, "Twelve pages. Call me on +98 912 345 6789");
  await seller.page.locator('[data-message] [data-warnings~="phone"]').waitFor({ timeout: 60_000 });
  await row.locator("[data-unread-count]").waitFor({ state: "detached", timeout: 60_000 });
  // Read by the buyer, as the seller sees.
  await seller.page.locator('[data-message] [data-read="true"]').first().waitFor({ timeout: 60_000 });

  // Each sees that the other is there, and is writing.
  const presence = (visitor: Visitor) => visitor.page.locator("[data-conversation] [data-presence]");
  await expect(presence(seller)).toHaveAttribute("data-presence", "present", { timeout: 60_000 });
  const draft = buyer.page.getByLabel(buyer.words.chat.composer.label);
  // It is told every few seconds at most, while somebody goes on writing.
  await expect(async () => {
    await draft.press("w");
    await expect(presence(seller)).toHaveAttribute("data-presence", "typing", { timeout: 1_000 });
  }).toPass({ timeout: 60_000 });
  await expect(presence(seller)).toHaveAttribute("data-presence", "present", { timeout: 60_000 });

  // They agree; what was said stands in the deal's conversation, with what happened to the deal.
  await seller.page.goto(seller.path(`/requests/${request.id}`));
  await sendOffer(seller, { price: "100", days: "3", notes: "-", payoutAddress: world.demo.wallets.seller.address });
  await buyer.page.goto(buyer.path(`/requests/${request.id}`));
  const dealId = await acceptOffer(buyer);
  await buyer.page.goto(buyer.path(`/deals/${dealId}`));
  await expectState(buyer, "payment");
  const write = buyer.page.locator("[data-deal-chat]").getByRole("button");
  await hydrated(write);
  await write.click();
  await bubble(buyer.page, "چند صفحه").waitFor();
  await expect(buyer.page.getByLabel(buyer.words.chat.composer.label)).toHaveValue(/^w+$/);
  await buyer.page.locator("[data-system]").first().waitFor({ timeout: 60_000 });
  expect(buyer.strangers).toEqual([]);
});

test("five texts offline, net back: five, in order, each once; the draft is gone where it was enqueued", async ({ visitAs, world }) => {
  const wire = await layWire(world.url);
  try {
    const { id, seller } = await begunTalk(world, "Written in a tunnel");
    await seller.chat.send({ conversationId: id, clientId: `hello-${Date.now().toString(36)}`, text: "Are you there?" });
    const buyer = await visitAs("buyer", { locale: "en", scheme: "light", url: wire.url });
    const { page } = buyer;
    await page.goto(buyer.path(`/messages/${id}`));
    await hydrated(page.getByLabel(buyer.words.chat.composer.label));
    await bubble(page, "Are you there?").waitFor();
    await mark(page);
    await wire.cut();
    const burst = ["one", "two", "three", "four", "five"];
    for (const text of burst) await say(buyer, text);
    await expect(page.locator("[data-unsent=waiting]")).toHaveCount(5);
    await page.locator("[data-waits=away]").waitFor({ timeout: 60_000 });
    expect(await page.getByLabel(buyer.words.chat.composer.label).inputValue()).toBe("");
    await wire.mend();
    await expect(page.locator("[data-unsent]")).toHaveCount(0, { timeout: 60_000 });
    await expect.poll(() => said(page)).toEqual(["Are you there?", ...burst]);
    const { messages } = await seller.chat.messages({ conversationId: id });
    expect(messages.filter(({ kind }) => kind === "message").map(({ text }) => text)).toEqual(["Are you there?", ...burst]);
    await expectMarked(page, "the conversation");
  } finally {
    await wire.stop();
  }
});

test("answer lost, resend after reload: one; two tabs, one draft: one send", async ({ visitAs, world }) => {
  const { id, seller } = await begunTalk(world, "Sent twice, said once");
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  const { page, words } = buyer;
  const field = (tab: Page) => tab.getByLabel(words.chat.composer.label);
  const texts = async () => (await seller.chat.messages({ conversationId: id })).messages.filter(({ kind }) => kind === "message");
  await page.goto(buyer.path(`/messages/${id}`));
  await hydrated(field(page));
  // The server takes it, and its answer never arrives.
  await page.route("**/chat.send**", async (route) => {
    await route.fetch().catch(() => undefined);
    await route.abort().catch(() => undefined);
  });
  await say(buyer, "said once");
  await expect.poll(async () => (await texts()).length).toBe(1);
  await page.unrouteAll({ behavior: "ignoreErrors" });
  await page.reload();
  await bubble(page, "said once").waitFor();
  await expect(page.locator("[data-unsent]")).toHaveCount(0, { timeout: 60_000 });
  expect((await texts()).map(({ text }) => text)).toEqual(["said once"]);

  await field(page).fill("from both");
  const other = await page.context().newPage();
  await other.goto(buyer.path(`/messages/${id}`));
  await hydrated(field(other));
  await expect(field(other)).toHaveValue("from both");
  await Promise.all([field(page).press("Enter"), field(other).press("Enter")]);
  await Promise.all([bubble(page, "from both").waitFor(), bubble(other, "from both").waitFor()]);
  await Promise.all([page, other].map((tab) => expect(tab.locator("[data-unsent]")).toHaveCount(0, { timeout: 60_000 })));
  expect((await texts()).map(({ text }) => text)).toEqual(["said once", "from both"]);
  await Promise.all([page, other].map((tab) => expect(field(tab)).toHaveValue("")));
});

test("flood: limited, the text kept; Enter while an input method composes sends nothing", async ({ visitAs, world }) => {
  const { id } = await begunTalk(world, "Written very fast");
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  const { page, words } = buyer;
  await page.goto(buyer.path(`/messages/${id}`));
  const field = page.getByLabel(words.chat.composer.label);
  await hydrated(field);
  await field.fill("にほん");
  await field.dispatchEvent("keydown", { key: "Enter", keyCode: 229, isComposing: true });
  await expect(field).toHaveValue("にほん");
  await expect(page.locator("[data-message], [data-unsent]")).toHaveCount(0);
  for (let count = 0; count < 32; count += 1) await say(buyer, `text ${String(count)}`);
  await page.locator("[data-waits=limited]").waitFor({ timeout: 60_000 });
  await expect(page.locator("[data-unsent=waiting]").last()).toContainText("text 31");
  // Still there after a reload.
  await page.reload();
  await expect(page.locator("[data-unsent=waiting]").last()).toContainText("text 31");
});

test("system message forged by text: drawn as text, and lines of somebody else turn nothing around", async ({ visitAs, world }) => {
  const { id, seller } = await begunTalk(world, "Looks like ours");
  const forged = '{"type":"deal.funded.v1","data":{"amount":"1"}} <b data-system="deal.funded.v1">The money is held</b>';
  await seller.chat.send({ conversationId: id, clientId: `forged-${Date.now().toString(36)}`, text: forged });
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "dark", ...PHONE });
  await buyer.page.goto(buyer.path(`/messages/${id}`));
  await bubble(buyer.page, "The money is held").waitFor();
  expect(await said(buyer.page)).toEqual([forged]);
  await expect(buyer.page.locator("[data-system]")).toHaveCount(0);
  await expect(buyer.page.locator("[data-message] p")).toHaveAttribute("dir", "auto");
});

test("edited, answered, found and deleted for oneself, and the other side sees what it may", async ({ visitAs, world }) => {
  const { id, seller } = await begunTalk(world, "Put right afterwards");
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  const { page, words } = buyer;
  const t = words.chat;
  await page.goto(buyer.path(`/messages/${id}`));
  await hydrated(page.getByLabel(t.composer.label));
  await say(buyer, "Twelve pagse");
  const mine = bubble(page, "Twelve pagse");
  await mine.waitFor();
  const act = async (text: string, name: string) => {
    await page
      .locator("li")
      .filter({ has: bubble(page, text) })
      .getByRole("button", { name: t.message.more })
      .click();
    await page.getByRole("dialog").getByRole("button", { name, exact: true }).click();
  };
  await act("Twelve pagse", t.actions.edit);
  await page.locator("[data-edit] textarea").fill("Twelve pages");
  await page.locator("[data-edit] textarea").press("Enter");
  await bubble(page, "Twelve pages").getByText(t.message.edited).waitFor();
  const { messages } = await seller.chat.messages({ conversationId: id });
  await seller.chat.send({
    conversationId: id,
    clientId: `answer-${Date.now().toString(36)}`,
    text: "Good, I take it",
    replyTo: messages.at(-1)?.seq ?? 0,
  });
  await bubble(page, "Good, I take it").waitFor({ timeout: 60_000 });
  await bubble(page, "Good, I take it").getByText("Twelve pages").waitFor();
  await page.getByRole("button", { name: t.head.search, exact: true }).click();
  const search = page.locator("[data-chat-search]");
  await search.getByLabel(t.search.label).fill("pages");
  await search.locator("[data-hit]").first().waitFor();
  await search.getByText(t.search.all).waitFor();
  await expectAccessible(page, "en search in a conversation");
  await search.locator("[data-hit]").last().click();
  await page.locator("[data-marked]").waitFor();
  await apart(page);
  await act("Good, I take it", t.actions.hide);
  await bubble(page, "Good, I take it").waitFor({ state: "detached" });
  await page.reload();
  await bubble(page, "Twelve pages").first().waitFor();
  await expect(bubble(page, "Good, I take it")).toHaveCount(0);
  expect((await seller.chat.messages({ conversationId: id })).messages.map(({ text }) => text)).toContain("Good, I take it");
});

test("a picture goes with a message: chosen, sent, seen by the other side, and by nobody before", async ({ visitAs, world }) => {
  const { id, seller } = await begunTalk(world, "With a picture");
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", ...PHONE });
  const { page, words } = buyer;
  await page.goto(buyer.path(`/messages/${id}`));
  const attach = page.getByRole("button", { name: words.chat.composer.attach, exact: true });
  await hydrated(attach);
  const buffer = await page.screenshot();
  await attach.click();
  await page.locator("[data-files] input[type=file]").setInputFiles([{ name: "نمونه.png", mimeType: "image/png", buffer }]);
  await page.locator("[data-upload=ready]").waitFor({ timeout: 60_000 });
  await expectAccessible(page, "fa a picture for a message");
  await expectNoOverflow(page, "fa a picture for a message");
  await page.getByRole("button", { name: words.chat.composer.send, exact: true }).click();
  const shown = page.locator("[data-message] [data-file] img");
  await expect.poll(() => shown.evaluate((img) => (img as HTMLImageElement).naturalWidth), { timeout: 60_000 }).toBeGreaterThan(0);
  await expect(page.locator("[data-upload]")).toHaveCount(0);
  const { messages } = await seller.chat.messages({ conversationId: id });
  const [file] = messages.flatMap(({ files }) => files);
  expect(file?.fileName).toContain("نمونه");
  expect((await seller.files.link({ fileId: file?.id ?? "" })).url).toContain("/");
});

test("50 missed, scroll up: no hole; the newest is a press away", async ({ visitAs, world }) => {
  const author = await newPerson(world, "Yalda");
  const api = await apiOf(world, author);
  const request = await openRequest(world, "A long talk");
  const { id } = await api.chat.open({ requestId: request.id });
  // A person's rate is bounded: two of them write.
  const buyer = await apiOf(world, "buyer");
  const send = async (who: typeof api, text: string) =>
    who.chat.send({ conversationId: id, clientId: `${text.replaceAll(" ", "-")}-${Date.now().toString(36)}`, text });
  for (let count = 1; count <= 28; count += 1) {
    await send(api, `hers ${String(count)}`);
    await send(buyer, `his ${String(count)}`);
  }
  const visitor = await visitAs("buyer", { locale: "en", scheme: "light", ...PHONE });
  const { page } = visitor;
  await page.goto(visitor.path(`/messages/${id}`));
  // What is new began further up than the part that is shown at first.
  await expect(bubble(page, "his 28")).toBeInViewport();
  await expect(page.locator("[data-unread]")).toHaveCount(0);
  const seen = new Set<string>();
  const list = page.locator("[data-chat-list]");
  await expect
    .poll(
      async () => {
        for (const text of await said(page)) seen.add(text);
        await list.evaluate((part) => part.scrollBy(0, -300));
        return seen.size;
      },
      { timeout: 60_000 },
    )
    .toBe(56);
  expect(await list.locator("li").count()).toBeLessThan(60);
  await page.locator("[data-newest]").click();
  await expect(bubble(page, "his 28")).toBeInViewport();
});

test("10,000 messages: scrolling through all of them draws a bounded number of nodes", async ({ visitAs, world }) => {
  const { id, seller } = await begunTalk(world, "Said over years");
  const first = await seller.chat.send({ conversationId: id, clientId: `first-${Date.now().toString(36)}`, text: "first" });
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", ...PHONE });
  const { page } = buyer;
  // How the server reads that many is tested where it does. Here they come as it would answer, and the list is what is looked at.
  const [length, window] = [10_000, 500];
  await page.route("**/chat.messages**", async (route) => {
    const asked = JSON.parse(new URL(route.request().url()).searchParams.get("input") ?? "{}") as { before?: number; after?: number };
    const from = asked.after === undefined ? Math.max(1, (asked.before ?? length + 1) - window) : asked.after + 1;
    const to = Math.min(length, asked.after === undefined ? (asked.before ?? length + 1) - 1 : asked.after + window);
    const messages = Array.from({ length: Math.max(0, to - from + 1) }, (_, index) => {
      const seq = from + index;
      return { ...first, seq, mine: seq % 3 === 0, clientId: `id-${String(seq)}`, text: `${String(seq)} ${"words ".repeat(seq % 40)}` };
    });
    await route.fulfill({ json: { result: { data: { messages, changed: [], from, to, lastSeq: length } } } });
  });
  await page.goto(buyer.path(`/messages/${id}`));
  await page.locator("[data-newest]").click();
  await page.locator(`[data-message="${String(length)}"]`).waitFor();
  const list = page.locator("[data-chat-list]");
  let most = 0;
  const oldest = async () => {
    const drawn = await list.evaluate((part) => {
      part.scrollTop = part.scrollTop > 0 ? 0 : 1;
      const seen = [...part.querySelectorAll("[data-message]")].map((each) => Number((each as HTMLElement).dataset["message"]));
      return { rows: part.querySelectorAll("li").length, least: Math.min(...seen) };
    });
    most = Math.max(most, drawn.rows);
    return drawn.least;
  };
  await expect.poll(oldest, { timeout: 60_000, intervals: [30] }).toBe(1);
  expect(most).toBeGreaterThan(5);
  expect(most).toBeLessThan(60);
});
