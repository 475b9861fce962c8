import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import type { Visitor } from "../src/visitor.ts";
import { expectAccessible, hydrated } from "../src/checks.ts";
import { codeMailedBy, newPerson } from "../src/mailbox.ts";
import { plugIn, type VirtualDevice } from "../src/passkey-steps.ts";

/** Wrong codes and proofs count against the network they come from. */
const ELSEWHERE = "203.0.113.9";

async function withDevice({ page }: Visitor): Promise<VirtualDevice> {
  const session = await page.context().newCDPSession(page);
  await session.send("WebAuthn.enable");
  return plugIn(session, "internal");
}

const button = ({ page }: Visitor, name: string) => page.getByRole("button", { name, exact: true }).locator("visible=true").first();

test("a person makes a passkey on the security page, comes in with it, and takes it away again", async ({ visitAs, world }) => {
  const somebody = await newPerson(world, "Nilufar");
  const { email, password } = somebody;
  const person = await visitAs(somebody, { locale: "fa", scheme: "light", width: 390, height: 844, from: ELSEWHERE });
  const { page, words } = person;
  const passkeys = words.account.passkeys;
  await withDevice(person);

  await page.goto(person.path("/account/security"));
  await hydrated(button(person, passkeys.add));
  await button(person, passkeys.add).click();
  const { code } = await codeMailedBy(world, email, () => button(person, passkeys.make).click());
  const proof = page.getByRole("dialog", { name: words.auth.stepUp.title });
  await proof.getByLabel(words.auth.stepUp.password).fill(password);
  const codeField = proof.getByLabel(words.auth.stepUp.code);
  await proof.getByText(words.auth.stepUp.action.passkeyAdd, { exact: true }).waitFor();
  await proof.getByText(words.auth.stepUp.anotherIn.split("{time}").at(-1) ?? "").waitFor();
  // A wrong code goes, the password stays, and the next thing typed is the code.
  await codeField.fill(code === "000000" ? "111111" : "000000");
  await proof.getByRole("button", { name: words.auth.stepUp.confirm, exact: true }).dblclick();
  await proof.getByText(words.auth.stepUp.wrong).waitFor();
  await expectAccessible(page, "fa step-up dialog, wrong code");
  expect(await proof.getByLabel(words.auth.stepUp.password).inputValue()).toBe(password);
  expect(await codeField.inputValue()).toBe("");
  expect(await codeField.evaluate((field) => field === document.activeElement)).toBe(true);
  expect(person.sent.filter((call) => call.includes("completeStepUp"))).toHaveLength(1);
  await page.keyboard.type(code);
  await proof.getByRole("button", { name: words.auth.stepUp.confirm, exact: true }).click();
  await page.getByText(passkeys.oneDevice).waitFor();
  await expectAccessible(page, "fa security, one passkey");

  await page.context().clearCookies();
  await page.goto(person.path("/sign-in"));
  await hydrated(button(person, words.auth.other.passkey));
  await button(person, words.auth.other.passkey).click();
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));

  await page.goto(person.path("/account/security"));
  await hydrated(button(person, passkeys.add));
  await page.locator("#passkeys").getByRole("button").filter({ hasText: passkeys.remove }).click();
  await page.getByRole("dialog").getByRole("button", { name: passkeys.remove, exact: true }).click();
  await button(person, words.auth.stepUp.usePasskey).click();
  await page.getByText(passkeys.empty).waitFor();
});

test("a forgotten password is replaced with the code from the mail, and the other browser is out", async ({ visit, visitAs, world }) => {
  const somebody = await newPerson(world, "Nilufar");
  const { email } = somebody;
  const elsewhere = await visitAs(somebody, { locale: "en", scheme: "light", from: ELSEWHERE });
  const person = await visit({ locale: "en", scheme: "dark", from: ELSEWHERE });
  const { page, words } = person;
  await page.goto(person.path("/reset"));
  await hydrated(page.locator("main form input[type=email]"));
  await page.locator("main form input[type=email]").fill(email);
  const { code } = await codeMailedBy(world, email, () => button(person, words.auth.reset.send).click());
  await page.getByLabel(words.auth.field.code).fill(code);
  await page.locator("main form input[type=password]").fill("eighteen quiet harbours");
  await expectAccessible(page, "en reset, code typed");
  await button(person, words.auth.reset.submit).click();
  await page.waitForURL((url) => url.pathname === "/en");
  await elsewhere.page.goto(elsewhere.path("/account/security"));
  await elsewhere.page.waitForURL(/sign-in/);
  expect(elsewhere.strangers).toEqual([]);
});

test("somebody who signs up reloads the page of the code, mistypes it, and is in all the same", async ({ visit, world }) => {
  const email = `reload-${Date.now().toString(36)}@amanat.test`;
  const person = await visit({ locale: "fa", scheme: "light", width: 390, height: 844, from: ELSEWHERE });
  const { page, words } = person;
  await page.goto(person.path("/sign-up"));
  await hydrated(page.locator("main form input[type=email]"));
  // Nothing on the page speaks English to a Persian.
  await page.getByRole("button", { name: words.common.password.show, exact: true }).waitFor();
  await page.getByLabel(words.auth.field.name).fill("نیلوفر");
  await page.locator("main form input[type=email]").fill(email);
  await page.locator("main form input[type=password]").fill("seventeen calm rivers");
  const { code } = await codeMailedBy(world, email, () => button(person, words.auth.signUp.submit).click());
  await page.waitForURL(/\/verify/);
  await page.reload();
  await page.getByText(email).waitFor();
  const typed = page.getByLabel(words.auth.field.code);
  await hydrated(typed);
  await typed.fill(code === "000000" ? "111111" : "000000");
  await page.locator("main form input[type=password]").fill("seventeen calm rivers");
  await button(person, words.auth.verify.submit).click();
  await page.getByText(words.errors.codes.CODE_INVALID.text).waitFor();
  expect(await typed.inputValue()).toBe("");
  expect(await page.locator("main").innerText()).not.toMatch(/[0-9a-f]{8}-[0-9a-f]{4}/);
  await expectAccessible(page, "fa verify, a wrong code");
  await typed.fill(code);
  await button(person, words.auth.verify.submit).click();
  await page.waitForURL((url) => url.pathname === "/fa");
  await page.getByLabel(new RegExp("نیلوفر")).first().waitFor();
});
