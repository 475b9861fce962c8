import type { Browser, Locator, Page } from "playwright-core";
import { afterAll, beforeAll, describe, expect, test } from "vitest";
import { signIn, visit, visitAs, type Visitor } from "./src/acts.ts";
import { expectAccessible, expectNoOverflow, hydrated, settled, watchComplaints } from "./src/checks.ts";
import { launchChromium } from "./src/chromium.ts";
import { expectState } from "./src/deal-steps.ts";
import { expectPhase } from "./src/pay-steps.ts";
import { pattern } from "./src/words.ts";
import { watchShifts, weigh } from "./src/weights.ts";
import { layWire } from "./src/wire.ts";
import { agreedDeal, openRequest, openWorld, type Person, type World } from "./src/world.ts";

let world: World;
let browser: Browser;
/** A deal that waits for its payment. */
let dealId: string;
let requestId: string;
/** A request that takes offers. */
let openRequestId: string;

beforeAll(async () => {
  [world, browser] = await Promise.all([openWorld(), launchChromium()]);
  ({ id: dealId, requestId } = await agreedDeal(world, "Twelve pages, translated and proofread with care", 1_234_567_890n));
  openRequestId = (await openRequest(world, "A logo for a small bakery, drawn by hand")).id;
});

afterAll(async () => {
  await browser?.close();
  await world?.stop();
});

const WIDTHS = [320, 390, 768, 1280];
/** Persian is read on phones, English on desks; each look is examined once per page. */
const AXE_AT = { fa: 390, en: 1280 } as const;

/** Every page of the deal, by who may open it. */
function pagesOf(): readonly (readonly [Person | null, string])[] {
  return [
    [null, ""],
    [null, "/sign-in"],
    [null, "/sign-up"],
    [null, "/reset"],
    [null, `/requests/${requestId}`],
    [null, "/how"],
    [null, "/fees"],
    [null, "/terms"],
    [null, "/privacy"],
    [null, "/help"],
    [null, "/no-such-page"],
    ["buyer", ""],
    ["buyer", "/requests/new"],
    ["buyer", "/requests/mine"],
    ["buyer", `/requests/${requestId}`],
    ["buyer", "/deals"],
    ["buyer", `/deals/${dealId}`],
    ["buyer", `/deals/${dealId}/pay`],
    ["buyer", "/account"],
    ["buyer", "/account/security"],
    ["buyer", "/account/api-keys"],
    ["seller", "/offers"],
    ["seller", `/deals/${dealId}`],
    ["admin", "/admin/payouts"],
    ["admin", "/admin/payouts?status=all"],
    ["admin", "/admin/audit"],
    ["admin", `/admin/deals/${dealId}`],
    ["admin", "/admin/people"],
    ["admin", "/admin/limits"],
    ["admin", `/deals/${dealId}`],
  ];
}

describe.each([
  { locale: "fa", scheme: "light" },
  { locale: "fa", scheme: "dark" },
  { locale: "en", scheme: "light" },
  { locale: "en", scheme: "dark" },
] as const)("$locale, $scheme", (look) => {
  test("every page fits 320 to 1280 pixels and axe finds nothing", async () => {
    const visitors = new Map<Person | null, Visitor>([[null, await visit(browser, world, look)]]);
    for (const person of ["buyer", "seller", "admin"] as const) visitors.set(person, await visitAs(browser, world, person, look));
    for (const [person, path] of pagesOf()) {
      const visitor = visitors.get(person);
      if (!visitor) throw new Error(`nobody is ${String(person)}`);
      const { page } = visitor;
      await page.goto(visitor.path(path));
      await page.locator("h1").first().waitFor();
      expect(await page.locator("html").getAttribute("dir")).toBe(look.locale === "fa" ? "rtl" : "ltr");
      for (const width of look.scheme === "light" ? WIDTHS : [AXE_AT[look.locale]]) {
        await page.setViewportSize({ width, height: 844 });
        await expectNoOverflow(page, `${look.locale} ${path} at ${width}`);
        if (width === AXE_AT[look.locale]) await expectAccessible(page, `${look.locale} ${look.scheme} ${path} at ${width}`);
      }
    }
    for (const visitor of visitors.values()) {
      expect(visitor.strangers).toEqual([]);
      await visitor.page.context().close();
    }
  });
});

/**
 * Script that a page's document names, in kB, compressed: pages to read and act on, the operator's own. Later may come a
 * wallet's 75 and what opens the neighbouring pages.
 */
function scriptBudget(person: Person | null, path: string): number {
  return person === "admin" && path.startsWith("/admin") ? 300 : 250;
}

test("a first visit on a phone, in Persian, stays within its budget and does not jump", async () => {
  const table: Record<string, Record<string, string>> = {};
  for (const [person, path] of pagesOf()) {
    const look = { locale: "fa", scheme: "light", width: 390, height: 844 } as const;
    const visitor = person === null ? await visit(browser, world, look) : await visitAs(browser, world, person, look);
    const { page } = visitor;
    const session = await page.context().newCDPSession(page);
    await session.send("Network.clearBrowserCache");
    await watchShifts(page);
    const answer = await page.goto(visitor.path(path), { waitUntil: "load" });
    await page.locator("h1").first().waitFor();
    await settled(page);
    await page.waitForLoadState("networkidle", { timeout: 5_000 }).catch(() => undefined);
    const { script, later, style, font, shift, moved } = await weigh(page, (await answer?.text()) ?? "");
    const where = `${person ?? "anyone"} ${path.replace(/(req|deal)_[0-9a-f]+/, "…") || "/"}`;
    table[where] = Object.fromEntries(Object.entries({ script, later, style, font }).map(([name, kB]) => [name, kB.toFixed(0)]));
    expect(script, `${where}: no script was weighed`).toBeGreaterThan(50);
    // The wallet is a chunk of its own, asked for by the document.
    if (!path.endsWith("/pay")) expect.soft(script, `${where}: script`).toBeLessThanOrEqual(scriptBudget(person, path));
    expect.soft(script + later, `${where}: all script`).toBeLessThanOrEqual(scriptBudget(person, path) + 90);
    expect.soft(style, `${where}: style`).toBeLessThanOrEqual(42);
    expect.soft(font, `${where}: fonts`).toBeLessThanOrEqual(100);
    // What does not exist is drawn by the browser alone, after its style sheet came.
    if (answer?.status() !== 404) expect.soft(shift, `${where} moved: ${moved.join(" | ")}`).toBeLessThanOrEqual(0.02);
    await page.context().close();
  }
  console.table(table);
});

test("a stranger's deal and no deal at all look the same", async () => {
  const seller = await visitAs(browser, world, "seller", { locale: "en", scheme: "light" });
  const buyer = await visitAs(browser, world, "buyer", { locale: "en", scheme: "light" });
  const text = async ({ page, path }: Visitor, where: string) => {
    await page.goto(path(where));
    await page.locator("main h1").waitFor();
    return page.locator("main").innerText();
  };
  expect(await text(buyer, "/admin/payouts")).toBe(await text(buyer, "/no-such-page"));
  expect(await text(seller, `/deals/deal_${"0".repeat(32)}`)).toBe(await text(seller, "/no-such-page"));
});

/** Presses Tab until the element has the focus; the keyboard must reach everything. */
async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 90; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

test("the keyboard alone pays: focus is visible, dialogs take it and give it back", async () => {
  const buyer = await visit(browser, world, { locale: "en", scheme: "light" });
  const { page, words, path } = buyer;
  const { email, password } = world.demo.people.buyer;
  await page.addInitScript(() => Object.assign(window, { __amanatDevWallet: { mode: "wrong-chain" } }));
  await page.goto(path(`/sign-in?next=${encodeURIComponent(`/en/deals/${dealId}`)}`));
  await hydrated(page.locator("input[type=email]"));
  await tabTo(page, page.locator("input[type=email]"));
  await page.keyboard.type(email);
  await tabTo(page, page.locator("input[type=password]"));
  await page.keyboard.type(password);
  await page.keyboard.press("Enter");
  await expectState(buyer, "payment");

  const cancel = page.getByRole("button", { name: words.deal.action.cancel, exact: true });
  await tabTo(page, cancel);
  expect(await cancel.evaluate((element) => getComputedStyle(element).outlineStyle)).not.toBe("none");
  await page.keyboard.press("Enter");
  const dialog = page.getByRole("dialog");
  await dialog.waitFor();
  await expect.poll(() => dialog.evaluate((element) => element.contains(document.activeElement))).toBe(true);
  await page.keyboard.press("Escape");
  await dialog.waitFor({ state: "hidden" });
  await expect.poll(() => cancel.evaluate((element) => element === document.activeElement)).toBe(true);

  await tabTo(page, page.locator(`main a[href$="/deals/${dealId}/pay"]`));
  await page.keyboard.press("Enter");
  await expectPhase(buyer, "refund");
  await tabTo(page, page.getByLabel(words.pay.refund.label));
  await page.keyboard.type("0x12");
  await page.keyboard.press("Enter");
  await page.getByText(words.errors.issues.address).waitFor();
  await page.getByLabel(words.pay.refund.label).fill("");
  await page.keyboard.type(world.demo.wallets.buyer.address);
  await page.keyboard.press("Enter");
  await expectPhase(buyer, "awaiting");
  await payByKeyboard(buyer);
  await expectPhase(buyer, "seen");
  await page.reload();
  await expect.poll(() => page.locator("[data-pay-phase]").getAttribute("data-pay-phase")).toMatch(/seen|credited/);
  await expectPhase(buyer, "credited");
});

/** The wallet stands on another chain: the page says so, and the wallet learns ours before it pays. */
async function payByKeyboard(buyer: Visitor): Promise<void> {
  const { page, words } = buyer;
  await tabTo(page, page.getByRole("button", { name: words.wallet.connect, exact: true }));
  await page.keyboard.press("Enter");
  await tabTo(page, page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" }));
  await page.keyboard.press("Enter");
  await page.getByText(pattern(words.wallet.wrongChain)).waitFor();
  const pay = page.locator("[data-pay]");
  await tabTo(page, pay);
  await page.keyboard.press("Enter");
}

/** Where somebody types, and who may; the fields behind a button are opened by it. */
function typedPages(): readonly (readonly [Person | null, string])[] {
  return [
    [null, ""],
    [null, "/sign-up"],
    ["buyer", "/requests/new"],
    ["seller", `/requests/${openRequestId}`],
    ["admin", "/admin/people"],
  ];
}

const directionOf = (field: Locator) => field.evaluate((element) => getComputedStyle(element).direction);

test("what is typed takes its own direction, and an empty field lies as the page does", async () => {
  for (const [person, where] of typedPages()) {
    const look = { locale: "fa", scheme: "light", width: 390, height: 844 } as const;
    const { page, path } = person === null ? await visit(browser, world, look) : await visitAs(browser, world, person, look);
    await page.goto(path(where));
    const free = page.locator("input[dir=auto], textarea[dir=auto]").locator("visible=true");
    await hydrated(free);
    for (const field of await free.all()) {
      const name = `${where} ${await field.evaluate((element) => element.closest("label, div")?.textContent ?? element.id)}`;
      expect.soft(await directionOf(field), `${name}, empty`).toBe("rtl");
      await field.fill("سلام hello");
      expect.soft(await directionOf(field), `${name}, Persian`).toBe("rtl");
      await field.fill("hello سلام");
      expect.soft(await directionOf(field), `${name}, English`).toBe("ltr");
    }
    // None is left that merely inherits: it would turn English around.
    const undecided = page
      .locator("input:not([type=radio], [type=checkbox], [inputmode=numeric], [readonly]), textarea")
      .locator("visible=true");
    for (const field of await undecided.all())
      expect
        .soft(await field.evaluate((element) => element.closest("[dir]")?.matches("html")), `${where}: a field without a direction`)
        .toBe(false);
    await page.context().close();
  }
});

/** Open event streams, as the server counts them. */
async function streamsOpen(): Promise<number> {
  const figures = await (await fetch(`${world.url}/metrics`)).text();
  return Number(/^amanat_streams (\d+)$/m.exec(figures)?.[1]);
}

test("ten tabs hold one stream and all hear of it; when the one that listens is closed, the next goes on without a gap", async () => {
  const others = await streamsOpen();
  const buyer = await visitAs(browser, world, "buyer", { locale: "en", scheme: "light" });
  const tabs: Page[] = [];
  for (let count = 0; count < 10; count += 1) {
    const tab = await buyer.page.context().newPage();
    // The seventh found no connection left for its page.
    await tab.goto(buyer.path("/deals"), { timeout: 15_000 });
    await tab.locator("h1").waitFor();
    tabs.push(tab);
  }
  // Streams of others may end meanwhile; ours is one.
  await expect.poll(streamsOpen, { timeout: 15_000 }).toBeLessThanOrEqual(others + 1);
  const everywhere = async (title: string, open: readonly Page[]) => {
    await Promise.all(open.map((tab) => tab.getByText(title).first().waitFor({ timeout: 20_000 })));
  };
  const first = `Ten tabs hear of this ${Date.now().toString(36)}`;
  await agreedDeal(world, first, 1_000_000n);
  await everywhere(first, tabs);

  // The tab somebody came in with has listened for all; the news of the moment it goes must not go with it.
  const second = `And of this ${Date.now().toString(36)}`;
  await Promise.all([buyer.page.close(), agreedDeal(world, second, 1_000_000n)]);
  await everywhere(second, tabs);
  await expect.poll(streamsOpen).toBeLessThanOrEqual(others + 1);
  await tabs[0]?.context().close();
});

test("without the server the page says so and stays, keeps what was typed, and goes on by itself afterwards", async () => {
  const wire = await layWire(world.url);
  const buyer = await visitAs(browser, { ...world, url: wire.url }, "buyer", { locale: "en", scheme: "light" });
  const { page, words } = buyer;
  const silence = page.locator("[data-unreachable]");
  await page.goto(buyer.path("/requests/new"));
  const title = page.getByLabel(words.request.new.titleLabel);
  await hydrated(title);
  await title.fill("Written before the tunnel");

  await wire.cut();
  await silence.getByText(words.common.offline.unreachable).waitFor({ timeout: 20_000 });
  await expectAccessible(page, "en, unreachable");
  await page.getByRole("link", { name: words.common.nav.deals }).locator("visible=true").first().click();
  await page.waitForTimeout(1_500);
  expect(await title.inputValue()).toBe("Written before the tunnel");
  await silence.waitFor();

  await wire.mend();
  await page.waitForURL(/\/deals$/, { timeout: 30_000 });
  await silence.waitFor({ state: "detached", timeout: 20_000 });

  // What comes late comes later: nothing of the page is lost for it. The time to pay of a deal made long ago may be over.
  const fresh = await agreedDeal(world, "Seen without a server", 1_000_000n);
  await page.goto(buyer.path(`/deals/${fresh.id}`));
  const cancel = page.getByRole("button", { name: words.deal.action.cancel, exact: true });
  await hydrated(cancel);
  await wire.cut();
  await cancel.click();
  await silence.waitFor({ timeout: 20_000 });
  await expectState(buyer, "payment");
  await wire.mend();
  await page.getByRole("dialog", { name: words.deal.cancel.title }).waitFor({ timeout: 30_000 });
  await page.context().close();
  await wire.stop();
});

test("times are the reader's: of the browser's zone at first, of the account's once it is chosen, and the server writes the same", async () => {
  const context = await browser.newContext({ timezoneId: "America/New_York", reducedMotion: "reduce" });
  const page = await context.newPage();
  const complaints = watchComplaints(page);
  const visitor = { ...(await visit(browser, world, { locale: "fa", scheme: "light" })), page };
  const due = page.locator("main time").first();
  // Nobody yet: the browser says its zone in a cookie, and the page is written for it from the first look on.
  await page.goto(visitor.path(`/requests/${openRequestId}`));
  await expect.poll(async () => (await context.cookies()).find(({ name }) => name === "amn-zone")?.value).toBe("America%2FNew_York");
  await signIn(visitor, world, "seller");
  await page.goto(visitor.path("/account"));
  const zone = page.getByLabel(visitor.words.account.zone.label, { exact: true });
  await hydrated(zone);
  await zone.selectOption("Asia/Tehran");
  await page.getByText(visitor.words.account.zone.changed).waitFor();
  const document = await (await page.goto(visitor.path(`/deals/${dealId}`)))?.text();
  await due.waitFor();
  const shown = await page.locator("main time").allInnerTexts();
  expect(shown.some((text) => text.includes("(وقت عادی ایران)"))).toBe(true);
  // What decides about money has both calendars, and the browser took over exactly what the server wrote.
  expect(shown.some((text) => /[۰-۹]{4}.*[۰-۹]{4}/.test(text))).toBe(true);
  expect(document).toContain("وقت عادی ایران");
  expect(complaints).toEqual([]);
  await context.close();
  await visitor.page.context().close();
});

test("on a phone: chosen things show without colours, twice the text fits, steps stay in sight, and nothing of custody is cut", async () => {
  const buyer = await visitAs(browser, world, "buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words, path } = buyer;
  await page.emulateMedia({ forcedColors: "active" });
  await page.goto(path("/requests/new"));
  const kind = page.getByRole("radio", { name: new RegExp(words.request.type.service) });
  await hydrated(kind);
  await kind.click();
  const framed = (target: Locator) => target.evaluate((element) => getComputedStyle(element).outlineStyle);
  expect(await framed(kind)).toBe("solid");
  await page.goto(path("/account"));
  expect(await framed(page.locator("main [aria-current=page]").first())).toBe("solid");
  await page.emulateMedia({ forcedColors: "none" });

  // The next step begins with where one is among them.
  await page.goto(path("/requests/new"));
  await hydrated(page.getByLabel(words.request.new.titleLabel));
  await page.getByRole("radio", { name: new RegExp(words.request.type.service) }).click();
  await page.getByRole("combobox", { name: words.request.new.category }).selectOption({ label: words.request.category.translation });
  await page.getByLabel(words.request.new.titleLabel).fill("ترجمهٔ یک گزارش فنی");
  await page.getByLabel(words.request.new.descriptionLabel).fill("دوازده صفحه گزارش فنی، از فارسی به انگلیسی روان، با یک بار ویرایش.");
  await page.getByRole("button", { name: words.request.new.next, exact: true }).click();
  await page.getByLabel(words.request.new.min).waitFor();
  const below = () =>
    page.evaluate(() => {
      const header = document.querySelector("header")?.getBoundingClientRect().bottom ?? 0;
      return (document.querySelector("main ol")?.getBoundingClientRect().top ?? -1) - header;
    });
  await expect.poll(below).toBeGreaterThanOrEqual(0);

  // Text twice as large.
  const cut = () =>
    page.evaluate(() =>
      [...document.querySelectorAll("nav a span")]
        .filter((label) => label.getClientRects().length > 0 && label.scrollWidth > label.clientWidth + 1 && label.clientWidth > 0)
        .map((label) => label.textContent),
    );
  await page.goto(path("/deals"));
  await page.locator("h1").first().waitFor();
  await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
  expect(await cut()).toEqual([]);
  await expectNoOverflow(page, "text of 200 %");
  // Narrower than seventeen letters, which a phone is whose owner has chosen twice the text: five places have no room.
  await page.reload();
  await page.setViewportSize({ width: 260, height: 844 });
  const bar = page
    .locator("nav")
    .filter({ has: page.locator('a[href$="/requests/new"]') })
    .last();
  expect(await bar.evaluate((element) => getComputedStyle(element).position)).toBe("static");
  expect(await cut()).toEqual([]);
  await page.context().close();

  const admin = await visitAs(browser, world, "admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await admin.page.goto(admin.path("/admin/payouts"));
  const custody = admin.page.locator("section[aria-labelledby=custody-title]");
  await custody.locator("li, p").first().waitFor();
  const outside = await custody.evaluate(
    (card) =>
      [...card.querySelectorAll("bdi")]
        .filter((each) => each.getClientRects().length > 0)
        .map((each) => each.getBoundingClientRect())
        .filter(({ left, right }) => left < 0 || right > 390).length,
  );
  expect(outside).toBe(0);
  await admin.page.context().close();
});

test("the focus follows a change of page, a seller takes the payout address from a wallet, and clamped lines keep their start", async () => {
  const seller = await visitAs(browser, world, "seller", { locale: "fa", scheme: "light" });
  const { page, words, path } = seller;
  const focused = () => page.evaluate(() => document.activeElement?.tagName);
  const fresh = await agreedDeal(world, "Reached by the keyboard", 1_000_000n);
  await page.goto(path("/deals"));
  const deal = page.locator(`main a[href$="/deals/${fresh.id}"]`).first();
  await tabTo(page, deal);
  await page.keyboard.press("Enter");
  await expectState(seller, "payment");
  await expect.poll(focused).toMatch(/^H[12]$/);

  await page.goto(path(`/requests/${openRequestId}`));
  const field = page.getByLabel(words.offer.form.payout);
  await hydrated(field);
  await page.getByRole("button", { name: words.pay.refund.useWallet, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Dev Seller" }).click();
  await expect.poll(async () => (await field.inputValue()).toLowerCase()).toBe(world.demo.wallets.seller.address.toLowerCase());

  // English in a Persian page: the clamp is the text's own way round.
  await page.goto(path(""));
  const lines = page.locator("article p").filter({ hasText: "Twelve pages of technical Persian" }).first();
  await lines.waitFor();
  expect(await directionOf(lines)).toBe("ltr");
  await page.context().close();
});
