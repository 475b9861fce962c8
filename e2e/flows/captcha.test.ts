import { expect } from "@playwright/test";
import { test } from "../src/test.ts";
import { pressAgain, type Visitor } from "../src/visitor.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";

/** A network that the demo's people have never come from: failures there are counted apart, and end in a captcha. */
const ELSEWHERE = "203.0.113.7";

/** The sign-in page with an address typed; `send` tries a password and waits for the answer. */
async function atSignIn(person: Visitor, email: string) {
  const { page, words } = person;
  await page.goto(person.path("/sign-in"));
  const form = page.locator("main form");
  await hydrated(form.locator("input[type=email]"));
  await form.locator("input[type=email]").fill(email);
  const submit = form.getByRole("button", { name: words.auth.signIn.submit, exact: true });
  return {
    form,
    submit,
    async send(password: string) {
      await form.locator("input[type=password]").fill(password);
      const answered = page.waitForResponse((response) => response.url().endsWith("/api/auth/callback/password"));
      await pressAgain(submit);
      await answered;
    },
  };
}

test("after three failed sign-ins a person solves the captcha, and gets in", async ({ turnstile, visit, world }) => {
  const person = await visit({ locale: "fa", scheme: "light", width: 320, height: 844, from: ELSEWHERE });
  const { email, password } = world.demo.people.seller;
  const { page, words } = person;
  const texts = words.auth.captcha;
  const { form, submit, send } = await atSignIn(person, email);
  const captcha = page.locator("[data-captcha]");
  const frame = page.frameLocator("[data-captcha] iframe");
  const failed = captcha.getByRole("alert");

  for (let tries = 0; tries < 3; tries += 1) {
    await send("not the password");
    await form.getByText(words.errors.codes.INVALID_CREDENTIALS.title).waitFor();
  }
  expect(await captcha.count()).toBe(0);
  // Nothing of the captcha was loaded for those who are not asked for one.
  expect(person.strangers).toEqual([]);

  // Asked for, and unreachable: said so, and asked for again when the person wants it.
  turnstile.weather = "down";
  await send(password);
  await failed.waitFor();
  expect(await submit.isDisabled()).toBe(true);
  await expectAccessible(page, "fa captcha unreachable");
  await expectNoOverflow(page, "fa captcha unreachable");
  turnstile.weather = "silent";
  await captcha.getByRole("button", { name: words.errors.retry }).click();
  await captcha.getByRole("status", { name: texts.loading }).waitFor();
  await failed.waitFor();
  turnstile.weather = "fair";
  await captcha.getByRole("button", { name: words.errors.retry }).click();

  const solve = frame.getByRole("button", { name: "I am a person" });
  await solve.click();
  await expect.poll(() => submit.isEnabled()).toBe(true);
  await expectNoOverflow(page, "fa captcha");
  await frame.getByRole("button", { name: "Let the time run out" }).click();
  await captcha.getByText(texts.expired).waitFor();
  expect(await submit.isDisabled()).toBe(true);

  // The service stops answering in the midst of it: the widget says so, and recovers.
  turnstile.weather = "down";
  await solve.click();
  await failed.waitFor();
  turnstile.weather = "fair";
  await solve.click();
  await expect.poll(() => submit.isEnabled()).toBe(true);
  expect(await failed.count()).toBe(0);

  // A token counts once: after a wrong password there is another one to solve.
  await send("not the password");
  await form.getByText(words.errors.codes.INVALID_CREDENTIALS.title).waitFor();
  expect(await submit.isDisabled()).toBe(true);
  await solve.click();
  await expect.poll(() => submit.isEnabled()).toBe(true);
  await form.locator("input[type=password]").fill(password);
  await pressAgain(submit);
  await page.waitForURL((url) => !url.pathname.endsWith("/sign-in"));
  expect(turnstile.asked).toHaveLength(2);
  expect(new Set(person.strangers.map((url) => new URL(url).origin))).toEqual(new Set([turnstile.origin]));
});

test("the page's policy lets the captcha's frame in, and a script of that origin only if ours asks for it", async ({
  turnstile,
  visit,
}) => {
  const person = await visit({ locale: "en", scheme: "dark" });
  const answer = await person.page.goto(person.path("/sign-in"));
  const policy = answer?.headers()["content-security-policy"] ?? "";
  const rule = (name: string) => policy.split("; ").find((each) => each.startsWith(`${name} `)) ?? "";
  expect(rule("frame-src")).toBe(`frame-src 'self' ${turnstile.origin}`);
  for (const name of ["script-src", "connect-src", "default-src"]) expect(rule(name)).not.toContain(turnstile.origin);
});
