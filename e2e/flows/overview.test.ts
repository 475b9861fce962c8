import { readFile } from "node:fs/promises";
import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { paidDeal } from "../src/paid-deal.ts";
import { test } from "../src/test.ts";
import { MOST_SHIFT, watchShifts, weigh } from "../src/weights.ts";

const KEYS = { modifiers: 2, code: "KeyK", windowsVirtualKeyCode: 75 } as const;

test("a figure leads to the deals behind it; failure 70: their file is what is on screen", async ({ visitAs, world }) => {
  const title = `=1+1 سفارش ${Date.now().toString(36)}`;
  await paidDeal(world, title, 7_000_000n);
  const { page, words, path } = await visitAs("admin", { locale: "en", scheme: "light", width: 1_280, height: 900 });
  await page.goto(path("/admin"));
  await page.getByRole("heading", { level: 1, name: words.desk.dashboard.title }).waitFor();
  const figure = page.locator('a[href*="money=held"][href*="age=day"]').locator("visible=true").first();
  // Summaries follow what happens a moment later.
  await expect(async () => {
    await page.reload();
    await figure.waitFor({ timeout: 3_000 });
  }).toPass();
  await expect(page.locator("svg.recharts-surface").first()).toBeVisible();
  await expectAccessible(page, "the overview with its charts");
  await figure.click();
  await page.waitForURL(/\/admin\/deals\?/);
  await expect(async () => {
    await page.reload();
    await page.getByRole("link", { name: title }).locator("visible=true").first().waitFor({ timeout: 3_000 });
  }).toPass();
  await page.getByLabel(words.desk.list.search).fill("سفارش");
  await page.getByRole("button", { name: words.desk.list.find, exact: true }).click();
  await page.waitForURL(/search=/);
  const table = page.getByRole("table");
  await table.getByText(title).waitFor();
  const shown = await table.locator("tbody tr").count();
  const heads = await table.locator("thead th").allTextContents();
  const button = page.getByRole("button", { name: words.desk.file.download });
  await hydrated(button);
  const [file] = await Promise.all([page.waitForEvent("download"), button.click()]);
  const lines = (await readFile(await file.path(), "utf8")).slice(1).trimEnd().split("\r\n");
  expect(lines[0]).toBe(heads.join(","));
  expect(lines).toHaveLength(shown + 1);
  expect(lines.some((line) => line.startsWith(`'${title},`))).toBe(true);
});

test("nothing moves on a phone when the charts come", async ({ visitAs, world }) => {
  await paidDeal(world, `ترجمه ${Date.now().toString(36)}`, 5_000_000n);
  const { page, path } = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await watchShifts(page);
  await expect(async () => {
    const answer = await page.goto(path("/admin"));
    // Of the money that is held, and of the last days.
    await expect(page.locator("svg.recharts-surface").nth(1)).toBeAttached({ timeout: 3_000 });
    const { shift, moved } = await weigh(page, (await answer?.text()) ?? "");
    expect(shift, `moved: ${moved.join(" | ")}`).toBeLessThanOrEqual(MOST_SHIFT);
  }).toPass();
});

test("failure 71: shortcuts on a Persian layout work, and the box finds a deal by its title, at 390 pixels too", async ({
  visitAs,
  world,
}) => {
  const title = `پوستر نمایشگاه ${Date.now().toString(36)}`;
  const { dealId } = await paidDeal(world, title, 6_000_000n);
  const { page, words, path } = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  await page.goto(path("/admin/payouts"));
  await hydrated(page.getByRole("button", { name: words.desk.search.label }));
  // What a Persian keyboard sends: the letter is another one, the key is the same.
  const keys = await page.context().newCDPSession(page);
  await keys.send("Input.dispatchKeyEvent", { type: "keyDown", key: "ن", ...KEYS });
  await keys.send("Input.dispatchKeyEvent", { type: "keyUp", key: "ن", ...KEYS });
  const box = page.getByRole("dialog");
  const input = box.getByRole("textbox");
  await input.waitFor();
  await expect(input).toBeFocused();
  const found = box.getByRole("button", { name: title });
  await expect(async () => {
    await input.fill("");
    await input.fill(title);
    await found.first().waitFor({ timeout: 3_000 });
  }).toPass();
  await expectAccessible(page, "the search box");
  await expectNoOverflow(page, "the search box");
  await page.keyboard.press("ArrowDown");
  await page.keyboard.press("Enter");
  await page.waitForURL(new RegExp(`/admin/(deals/${dealId}|requests/)`));
});
