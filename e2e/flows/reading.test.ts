import { expect, type Locator } from "@playwright/test";
import { expectNoOverflow, hydrated } from "../src/checks.ts";
import { newPerson } from "../src/mailbox.ts";
import { test } from "../src/test.ts";
import { signIn, type Visitor } from "../src/visitor.ts";
import { agreedDeal, openRequest, type Person } from "../src/world.ts";

test("the icon is there by the name that browsers ask for where no page has told them another", async ({ world }) => {
  const icon = await fetch(new URL("/favicon.ico", world.url));
  expect([icon.status, icon.headers.get("content-type")]).toEqual([200, "image/svg+xml"]);
});

test("a stranger's deal and no deal at all look the same", async ({ visitAs }) => {
  const seller = await visitAs("seller", { locale: "en", scheme: "light" });
  const buyer = await visitAs("buyer", { locale: "en", scheme: "light" });
  const text = async ({ page, path }: Visitor, where: string) => {
    await page.goto(path(where));
    await page.locator("main h1").waitFor();
    return page.locator("main").innerText();
  };
  expect(await text(buyer, "/admin/payouts")).toBe(await text(buyer, "/no-such-page"));
  expect(await text(seller, `/deals/deal_${"0".repeat(32)}`)).toBe(await text(seller, "/no-such-page"));
});

/** Pages with fields to type in, and who sees them. Fields behind a button are opened by pressing it. */
const TYPED: readonly (readonly [Person | null, (openRequestId: string) => string])[] = [
  [null, () => ""],
  [null, () => "/sign-up"],
  ["buyer", () => "/requests/new"],
  ["seller", (openRequestId) => `/requests/${openRequestId}`],
  ["admin", () => "/admin/people"],
];

const directionOf = (field: Locator) => field.evaluate((element) => getComputedStyle(element).direction);

test("what is typed takes its own direction, and an empty field lies as the page does", async ({ open, world }) => {
  const { id } = await openRequest(world, "A logo for a small bakery, drawn by hand");
  for (const [person, pathOf] of TYPED) {
    const where = pathOf(id);
    const { page, path } = await open(person, { locale: "fa", scheme: "light", width: 390, height: 844 });
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
  }
});

test("times are the reader's: of the browser's zone at first, of the account's once it is chosen, and the server writes the same", async ({
  visit,
  world,
}) => {
  const seller = await newPerson(world, "Nilufar");
  const deal = await agreedDeal(world, "Delivered in another zone", 1_000_000n, seller);
  const { id } = await openRequest(world, "A logo for a small bakery, drawn by hand");
  const visitor = await visit({ locale: "fa", scheme: "light", zone: "America/New_York" });
  const { page, complaints } = visitor;
  const due = page.locator("main time").first();
  // Nobody yet: the browser says its zone in a cookie, and the page is written for it from the first look on.
  await page.goto(visitor.path(`/requests/${id}`));
  await expect.poll(async () => (await page.context().cookies()).find(({ name }) => name === "amn-zone")?.value).toBe("America%2FNew_York");
  await signIn(visitor, seller);
  await page.goto(visitor.path("/account"));
  const zone = page.getByLabel(visitor.words.account.zone.label, { exact: true });
  await hydrated(zone);
  await zone.selectOption("Asia/Tehran");
  await page.getByText(visitor.words.account.zone.changed).waitFor();
  const document = await (await page.goto(visitor.path(`/deals/${deal.id}`)))?.text();
  await due.waitFor();
  const shown = await page.locator("main time").allInnerTexts();
  expect(shown.some((text) => text.includes("(وقت عادی ایران)"))).toBe(true);
  // Dates that decide about money show both calendars, and the browser keeps what the server wrote.
  expect(shown.some((text) => /[۰-۹]{4}.*[۰-۹]{4}/.test(text))).toBe(true);
  expect(document).toContain("وقت عادی ایران");
  expect(complaints).toEqual([]);
});

test("on a phone: chosen things show without colours, twice the text fits, steps stay in sight, and nothing of custody is cut", async ({
  visitAs,
}) => {
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
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
      [...document.querySelectorAll("nav a span, [data-label]")]
        .filter((label) => label.getClientRects().length > 0 && label.scrollWidth > label.clientWidth + 1 && label.clientWidth > 0)
        .map((label) => label.textContent),
    );
  for (const where of ["/account", "/deals"]) {
    await page.goto(path(where));
    // The last thing that comes to a header.
    await page.locator("[data-bell]").waitFor();
    await page.evaluate(() => document.documentElement.style.setProperty("font-size", "200%"));
    expect(await cut(), where).toEqual([]);
    await expectNoOverflow(page, `text of 200 % at ${where}`);
  }
  // Narrower than seventeen letters, which a phone is whose owner has chosen twice the text: five places have no room.
  await page.reload();
  await page.setViewportSize({ width: 260, height: 844 });
  await page.locator("[data-bell]").waitFor();
  const bar = page
    .locator("nav")
    .filter({ has: page.locator('a[href$="/requests/new"]') })
    .last();
  expect(await bar.evaluate((element) => getComputedStyle(element).position)).toBe("static");
  expect(await cut()).toEqual([]);

  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
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
});
