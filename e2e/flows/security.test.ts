import { attacks, fuzz } from "@amanat/testing/outside";
import { expect } from "@playwright/test";
import { newPerson } from "../src/mailbox.ts";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";

/** Opens a page of the account and waits until its buttons answer. */
async function open({ page, path }: Visitor, where: string): Promise<void> {
  await page.goto(path(where));
  await hydrated(page.locator("main button").first());
}

/** Answers the dialog that asks whether one is there. */
async function proveBy({ page, words }: Visitor, way: string): Promise<void> {
  const dialog = page.getByRole("dialog", { name: words.auth.stepUp.title });
  await dialog.getByRole("button", { name: way }).click();
  await dialog.waitFor({ state: "hidden" });
}

test("an API key is shown once, after a proof, and ends when its owner says so", async ({ visitAs }) => {
  const buyer = await visitAs("buyer", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words } = buyer;
  const keys = words.account.keys;
  const name = `حسابداری ${Date.now()}`;
  await open(buyer, "/account/api-keys");
  await page.getByRole("button", { name: keys.create }).click();
  await page.getByLabel(keys.name, { exact: true }).fill(name);
  await expectAccessible(page, "fa create key dialog");
  await expectNoOverflow(page, "fa create key dialog");
  await page.getByRole("dialog").getByRole("button", { name: keys.create, exact: true }).click();
  await proveBy(buyer, "Dev Buyer");
  const shown = page.locator("[data-secret]");
  await shown.waitFor();
  const secret = await shown.innerText();
  expect(secret).toMatch(/^amn_test_/);
  await expectAccessible(page, "fa key shown once");
  await page.getByRole("button", { name: keys.saved }).click();
  await shown.waitFor({ state: "hidden" });
  await page.reload();
  expect(await page.content()).not.toContain(secret);
  await hydrated(page.locator("main button").first());
  await page.getByRole("button", { name: keys.revokeNamed.replace("{name}", name), exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: keys.revoke, exact: true }).click();
  await page.getByRole("listitem").filter({ hasText: name }).getByText(keys.revoked, { exact: true }).waitFor();
  expect(buyer.strangers).toEqual([]);
});

test("a wallet signs in, and Escape answers the dialog on top and no other", async ({ visit }) => {
  const stranger = await visit({ locale: "en", scheme: "dark" });
  const { page, words } = stranger;
  await open(stranger, "/sign-in");
  await page.getByRole("button", { name: words.auth.other.wallet, exact: true }).click();
  await page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" }).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));

  await open(stranger, "/account/api-keys");
  await page.getByRole("button", { name: words.account.keys.create }).first().click();
  await page.getByLabel(words.account.keys.name, { exact: true }).fill("Nothing");
  await page.getByRole("dialog").getByRole("button", { name: words.account.keys.create, exact: true }).click();
  const proof = page.getByRole("dialog", { name: words.auth.stepUp.title });
  await proof.getByRole("button", { name: "Dev Buyer" }).waitFor();
  await page.keyboard.press("Escape");
  await proof.waitFor({ state: "hidden" });
  const form = page.getByRole("dialog", { name: words.account.keys.createTitle });
  expect(await form.getByLabel(words.account.keys.name, { exact: true }).inputValue()).toBe("Nothing");
});

test("an admin finds a person and changes their roles", async ({ visitAs, world }) => {
  const admin = await visitAs("admin", { locale: "en", scheme: "light" });
  const { page, words } = admin;
  const { people } = words.admin;
  const { email } = await newPerson(world, "Nilufar");
  await open(admin, "/admin/people");
  await page.getByLabel(people.search).fill(email);
  await page.getByRole("button", { name: people.find, exact: true }).click();
  const row = page.getByRole("row").filter({ hasText: email });
  await row.getByRole("button").click();
  await expectAccessible(page, "en roles dialog");
  await page.getByRole("dialog").getByRole("checkbox", { name: words.admin.role.guard }).check();
  await page.getByRole("button", { name: people.save, exact: true }).click();
  await proveBy(admin, "Dev Admin");
  await row.getByText(words.admin.role.guard, { exact: true }).waitFor();
  await row.getByRole("button").click();
  await page.getByRole("dialog").getByRole("checkbox", { name: words.admin.role.guard }).uncheck();
  await page.getByRole("button", { name: people.save, exact: true }).click();
  await proveBy(admin, "Dev Admin");
  await row.getByText(words.admin.role.guard, { exact: true }).waitFor({ state: "hidden" });
});

test("an admin changes a limit on a phone, is told what is allowed, and returns it to the default", async ({ visitAs }) => {
  const admin = await visitAs("admin", { locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words } = admin;
  const { limits } = words.admin;
  await page.goto(admin.path("/admin/limits"));
  const card = page.getByRole("listitem").filter({ hasText: limits.tier.mail.text });
  const change = card.getByRole("button", { name: limits.changeOf.replace("{name}", limits.tier.mail.name) });
  const dialog = page.getByRole("dialog", { name: limits.tier.mail.name });
  const points = dialog.getByLabel(limits.points, { exact: true });
  await hydrated(change);
  // The parts scroll sideways on a phone; the one we are in is not out of sight.
  const part = page.getByRole("navigation", { name: words.admin.nav.label }).locator("[aria-current]");
  await expect.poll(async () => (await part.boundingBox())?.x).toBeGreaterThanOrEqual(0);
  await change.click();
  await points.fill("۱");
  await points.press("Enter");
  await dialog.locator("[role=alert], [data-field-error]").first().waitFor();
  await expectAccessible(page, "fa limit dialog, too low");
  await expectNoOverflow(page, "fa limit dialog");
  await points.fill("۴۰۰۰");
  await dialog.getByRole("button", { name: limits.save, exact: true }).click();
  await proveBy(admin, "Dev Admin");
  await dialog.waitFor({ state: "hidden" });
  await card.getByText(limits.rate.replace("{points}", "۴٬۰۰۰").replace("{span}", "۱ دقیقه"), { exact: true }).waitFor();
  await change.click();
  await dialog.getByRole("button", { name: limits.reset, exact: true }).click();
  await proveBy(admin, "Dev Admin");
  await card.getByText(limits.never, { exact: true }).waitFor();
  expect([admin.strangers, admin.complaints]).toEqual([[], []]);
});

test("what nobody honest sends to pages, pictures and next-auth is never our fault", async ({ world }) => {
  const list = attacks().filter(({ path }) => !path.startsWith("/api/trpc/"));
  const answers = await fuzz(world.url, list);
  expect(answers.length).toBeGreaterThan(2_000);
  expect(
    answers.filter(({ status }) => status >= 500).map(({ status, method, path }) => `${status} ${method} ${path.slice(0, 100)}`),
  ).toEqual([]);
});
