import { TEST_BOT_TOKEN } from "@amanat/testing/outside";
import type { Locator } from "@playwright/test";
import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import { pressAgain, type Look, type Visitor } from "../src/visitor.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";

const OMID = { sub: "1", name: "Omid", email: "omid@gmail.com", email_verified: true };
const FARHAD = { sub: "3", name: "Farhad", email: "farhad@gmail.com", email_verified: true };
const SHIRIN = { id: 7_000_000_001, first_name: "شیرین", username: "shirin" };

const PARVIN = { id: 7_000_000_003, first_name: "پروین", username: "parvin" };
const PHONE = { locale: "fa", scheme: "light", width: 390, height: 844 } as const satisfies Look;
const named = (text: string, name: string) => text.replace("{name}", name);
const button = ({ page }: Visitor, name: string) => page.getByRole("button", { name, exact: true });
const whoIs = async ({ page }: Visitor): Promise<unknown> =>
  (await page.request.get(`${new URL(page.url()).origin}/api/trpc/auth.me`)).json();

/** The row of the security page about one provider. */
function rowOf({ page, words }: Visitor, provider: "google" | "telegram"): Locator {
  return page.locator("#ways li").filter({ hasText: words.account.ways.provider[provider] });
}

async function openSecurity(visitor: Visitor): Promise<void> {
  await visitor.page.goto(visitor.path("/account/security"));
  await hydrated(visitor.page.locator("#ways button").first());
}

/** Comes in through somebody else's house. */
async function enterBy({ page, path }: Visitor, name: string): Promise<void> {
  await page.goto(path("/sign-in?next=/en/deals"));
  const enter = page.getByRole("button", { name, exact: true });
  await hydrated(enter);
  await enter.click();
  await page.waitForURL(path("/deals"));
}

/** Presses a button that leads to the question whether one is there, and answers it with the wallet. */
async function confirmed(visitor: Visitor, act: () => Promise<void>): Promise<void> {
  await act();
  const dialog = visitor.page.getByRole("dialog", { name: visitor.words.auth.stepUp.title });
  await dialog.getByRole("button", { name: "Dev Buyer" }).click();
  await dialog.waitFor({ state: "hidden" });
}

async function pressLink(visitor: Visitor, provider: "google" | "telegram"): Promise<void> {
  const { ways } = visitor.words.account;
  const link = button(visitor, named(ways.linkNamed, ways.provider[provider]));
  await hydrated(link);
  await link.click();
}

async function pressUnlink(visitor: Visitor, provider: "google" | "telegram"): Promise<Locator> {
  const { ways } = visitor.words.account;
  const unlink = button(visitor, named(ways.unlinkNamed, ways.provider[provider]));
  await hydrated(unlink);
  await unlink.click();
  const dialog = visitor.page.getByRole("dialog", { name: named(ways.unlinkTitle, ways.provider[provider]) });
  await dialog.getByRole("button", { name: ways.unlink, exact: true }).click();
  return dialog;
}

test("Google lets a person in and back to where they were going, and nobody in whom it does not vouch for", async ({ google, visit }) => {
  const omid = await visit({ locale: "en", scheme: "light" });
  const { page, words, path } = omid;
  const enter = button(omid, words.auth.other.google);

  google.become(OMID);
  google.misbehave("foreign_key");
  await page.goto(path("/sign-in?next=/en/deals"));
  await hydrated(enter);
  await enter.click();
  await page.waitForURL((url) => url.pathname === "/en/sign-in" && url.searchParams.has("error"));
  await page.getByRole("alert").first().waitFor();

  google.misbehave(null);
  await page.goto(path("/sign-in?next=/en/deals"));
  await hydrated(enter);
  await enter.click();
  await page.waitForURL(path("/deals"));
  expect(await whoIs(omid)).toMatchObject({ result: { data: { user: { name: "Omid", email: "omid@gmail.com" } } } });
  expect(google.counts).toEqual({ codes: 2, tokens: 2 });

  // Their only way in stays theirs, and they are told why before anything has to be confirmed.
  await openSecurity(omid);
  const dialog = await pressUnlink(omid, "google");
  await dialog.getByText(words.errors.codes.LAST_WAY_IN.title).waitFor();
  await expectAccessible(page, "en unlink refused");
});

test("Telegram's widget lets a person in by its page, without its script, and only who asked", async ({ telegram, visit, world }) => {
  const shirin = await visit({ locale: "fa", scheme: "dark", width: 390, height: 844 });
  const { page, words, path } = shirin;
  const enter = button(shirin, words.auth.other.telegram);
  const nothing = page.getByRole("alert").filter({ hasText: words.auth.other.telegramNothing });

  telegram.become(null);
  await page.goto(path("/sign-in?next=/fa/deals"));
  await hydrated(enter);
  await enter.click();
  await nothing.waitFor();
  await expectAccessible(page, "fa telegram refused");
  await expectNoOverflow(page, "fa telegram refused");

  telegram.become(SHIRIN);
  await enter.click();
  await page.waitForURL(path("/deals"));
  expect(await whoIs(shirin)).toMatchObject({ result: { data: { user: { name: "شیرین", email: null } } } });
  expect(new Set(shirin.strangers.map((url) => new URL(url).origin))).toEqual(new Set([telegram.origin]));

  // A link with an answer to a question nobody here asked: signed, and worth nothing.
  const stranger = await visit({ locale: "fa", scheme: "light" });
  const asked = new URLSearchParams({
    bot_id: TEST_BOT_TOKEN.split(":")[0] ?? "",
    origin: world.url,
    return_to: stranger.path("/sign-in?telegram=x"),
  });
  await stranger.page.goto(`${telegram.origin}/auth?${asked.toString()}`);
  await stranger.page.getByText(words.auth.other.telegramNothing).waitFor();
  expect(new URL(stranger.page.url()).hash).toBe("");
  expect(await whoIs(stranger)).toMatchObject({ result: { data: { user: null } } });
});

test("Google is linked and unlinked with a proof of presence, unless it is somebody else's", async ({ google, visit, visitAs, world }) => {
  const buyer = await visitAs("buyer", PHONE);
  const { page, words } = buyer;
  const { ways } = words.account;
  await openSecurity(buyer);

  google.become(FARHAD);
  const farhad = await visit({ locale: "en", scheme: "light" });
  await enterBy(farhad, farhad.words.auth.other.google);
  await confirmed(buyer, () => pressLink(buyer, "google"));
  await page.getByRole("alert").filter({ hasText: words.errors.codes.IDENTITY_TAKEN.title }).waitFor();
  await rowOf(buyer, "google").getByText(ways.notLinked, { exact: true }).waitFor();
  await expectAccessible(page, "fa google is somebody else's");

  google.become({ sub: "2", name: "Buyer", email: "second@gmail.com", email_verified: true });
  await openSecurity(buyer);
  await confirmed(buyer, () => pressLink(buyer, "google"));
  await page.getByRole("status").filter({ hasText: ways.linkedNow }).waitFor();
  await rowOf(buyer, "google").getByText(ways.linked, { exact: true }).waitFor();
  await rowOf(buyer, "google").getByText("second@gmail.com").waitFor();

  await confirmed(buyer, async () => void (await pressUnlink(buyer, "google")));
  await rowOf(buyer, "google").getByText(ways.notLinked, { exact: true }).waitFor();
  expect(await whoIs(buyer)).toMatchObject({ result: { data: { user: { email: world.demo.people.buyer.email } } } });
});

test("Telegram is linked and unlinked with a proof of presence, unless it is somebody else's", async ({ telegram, visit, visitAs }) => {
  const buyer = await visitAs("buyer", PHONE);
  const { page, words } = buyer;
  const { ways } = words.account;
  await openSecurity(buyer);

  telegram.become(PARVIN);
  const parvin = await visit({ locale: "en", scheme: "light" });
  await enterBy(parvin, parvin.words.auth.other.telegram);
  // The same person; the very same answer would be one that has been used.
  telegram.become({ ...PARVIN, username: "parvin_again" });
  await confirmed(buyer, () => pressLink(buyer, "telegram"));
  await rowOf(buyer, "telegram").getByText(words.errors.codes.IDENTITY_TAKEN.title).waitFor();
  await expectNoOverflow(page, "fa telegram is somebody else's");

  telegram.become({ id: 7_000_000_002, first_name: "Buyer", username: "second_buyer" });
  await confirmed(buyer, () => pressLink(buyer, "telegram"));
  await rowOf(buyer, "telegram").getByText(ways.linked, { exact: true }).waitFor();
  await rowOf(buyer, "telegram").getByText("@second_buyer").waitFor();

  await confirmed(buyer, async () => void (await pressUnlink(buyer, "telegram")));
  await rowOf(buyer, "telegram").getByText(ways.notLinked, { exact: true }).waitFor();
});

test("a wallet that says no, or stays locked, is answered in words about signing", async ({ telegram, visit, visitAs }) => {
  const person = await visit({ locale: "fa", scheme: "light", width: 390, height: 844 });
  const { page, words } = person;
  const wallet = words.wallet.signProblem;
  const become = (mode: string) => page.evaluate((next) => Object.assign(window, { __amanatDevWallet: { mode: next } }), mode);
  // Another network matters for paying, not for signing.
  await page.addInitScript(() => Object.assign(window, { __amanatDevWallet: { mode: "wrong-chain" } }));
  await page.goto(person.path("/sign-in"));
  await hydrated(button(person, words.auth.other.wallet));
  await button(person, words.auth.other.wallet).click();
  const choose = page.getByRole("dialog").getByRole("button", { name: "Dev Buyer" });

  await become("locked");
  await choose.click();
  await page.getByText(wallet.not_authorised).waitFor();
  await expectAccessible(page, "fa locked wallet");

  await become("reject");
  await pressAgain(choose);
  await page.getByText(wallet.rejected).waitFor();

  await become("approve");
  await pressAgain(choose);
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));

  const buyer = await visitAs("buyer", PHONE);
  telegram.become({ id: 7_000_000_004, first_name: "Buyer", username: "third_buyer" });
  await openSecurity(buyer);
  await pressLink(buyer, "telegram");
  const proof = buyer.page.getByRole("dialog", { name: words.auth.stepUp.title });
  await proof.getByRole("button", { name: "Dev Seller" }).click();
  await proof.getByText(words.wallet.otherAccount).waitFor();
  await buyer.page.keyboard.press("Escape");
  // Not confirmed is not linked, and nothing else.
  await button(buyer, named(words.account.ways.linkNamed, words.account.ways.provider.telegram)).waitFor();
});
