import { verifyWebhook } from "@amanat/sdk";
import { expect, type Locator } from "@playwright/test";
import { expectAccessible, expectMarked, expectNoOverflow, hydrated, mark } from "../src/checks.ts";
import { newPerson } from "../src/mailbox.ts";
import { startReceiver } from "../src/receiver.ts";
import { test } from "../src/test.ts";
import { pressAgain } from "../src/visitor.ts";

test("a person's server is told: added, tested, failing and sent again, all seen without a reload", async ({ visitAs, world }) => {
  const { port, host } = world.outside().receiver;
  const receiver = await startReceiver(port);
  try {
    const person = await visitAs(await newPerson(world, "Nilufar"), { locale: "fa", scheme: "light", width: 390, height: 844 });
    const { page, words, path } = person;
    const t = words.webhooks;
    const press = (name: string, within: Locator = page.locator("main")) => within.getByRole("button", { name, exact: true }).click();
    const dialog = page.getByRole("dialog");
    await page.goto(path("/account/webhooks"));
    await hydrated(page.locator("main button").first());
    await press(t.add);
    // Somewhere on this machine, and nowhere at all: said at the field, in their language.
    await dialog.getByLabel(t.form.url).fill("https://127.0.0.1/");
    await press(t.add, dialog);
    await dialog.getByText(words.errors.issues.url_host).waitFor();
    await dialog.getByLabel(t.form.url).fill(`https://${host}/amanat`);
    await expectAccessible(page, "fa add a webhook");
    await expectNoOverflow(page, "fa add a webhook");
    await pressAgain(dialog.getByRole("button", { name: t.add, exact: true }));
    const shown = page.locator("[data-secret]");
    const secret = await shown.innerText();
    expect(secret).toMatch(/^whsec_/);
    await press(t.secret.saved, dialog);

    await page.getByRole("link", { name: host }).click();
    await page.locator("#messages").waitFor();
    expect(await page.content()).not.toContain(secret);
    await mark(page);
    const log = page.locator("#messages");
    await press(t.test);
    await log.getByText(t.message.state.delivered, { exact: true }).locator("visible=true").first().waitFor();
    const [call] = receiver.calls;
    if (call === undefined) throw new Error("The receiver got nothing.");
    expect(verifyWebhook(secret, call).type).toBe("webhook.tested.v1");

    receiver.answer = 503;
    await pressAgain(page.getByRole("button", { name: t.test, exact: true }));
    const state = page.locator("#webhook");
    await state.getByText(t.state.failing, { exact: true }).waitFor();
    await log.getByText(t.message.answered.replace("{status}", "503")).waitFor();
    receiver.answer = 200;
    await state.getByText(t.state.active, { exact: true }).waitFor();
    await expectAccessible(page, "fa a webhook with messages");
    await expectNoOverflow(page, "fa a webhook with messages");

    const before = receiver.calls.length;
    await log
      .getByRole("button", { name: t.log.detailsOf.replace("{type}", "webhook.tested.v1"), exact: true })
      .last()
      .click();
    await dialog.locator("[data-body]").waitFor();
    await expectAccessible(page, "fa a message");
    await press(t.message.again, dialog);
    await expect.poll(() => receiver.calls.length).toBe(before + 1);
    expect(verifyWebhook(secret, receiver.calls.at(-1) ?? call).id).toBe(verifyWebhook(secret, call).id);
    // Everything since a moment of one's own: what has not passed yet is refused.
    await press(t.log.since);
    await dialog.getByLabel(t.since.label, { exact: true }).selectOption("moment");
    const when = dialog.getByLabel(t.since.at);
    await when.fill("2099-01-01T00:00");
    await dialog.getByText(t.since.future).waitFor();
    await when.fill((await when.getAttribute("min")) ?? "");
    await expectAccessible(page, "fa send again since");
    await expectNoOverflow(page, "fa send again since");
    const sent = receiver.calls.length;
    await press(t.since.submit, dialog);
    await expect.poll(() => receiver.calls.length).toBeGreaterThan(sent + 1);

    // A new secret: both verify while the one before lives.
    await press(t.rotate);
    await dialog.getByLabel(t.secret.overlap).selectOption("1");
    await expectAccessible(page, "fa a new secret");
    await press(t.rotate, dialog);
    const second = await shown.innerText();
    expect(second).not.toBe(secret);
    await press(t.secret.saved, dialog);
    const calls = receiver.calls.length;
    await press(t.test);
    await expect.poll(() => receiver.calls.length).toBeGreaterThan(calls);
    const last = receiver.calls.at(-1) ?? call;
    expect(verifyWebhook(secret, last)).toEqual(verifyWebhook(second, last));

    await press(t.change);
    await dialog.getByLabel(t.form.description).fill("دفتر");
    await press(t.save, dialog);
    await page.getByRole("heading", { name: "دفتر" }).waitFor();
    await press(t.pause);
    await state.getByText(t.state.paused, { exact: true }).waitFor();
    await press(t.resume);
    await state.getByText(t.state.active, { exact: true }).waitFor();
    await expectMarked(page, "the page of a webhook");
    await press(t.remove);
    await press(t.remove, dialog);
    await page.waitForURL(/\/account\/webhooks$/);
    await page.getByText(t.empty).waitFor();
    expect(person.strangers).toEqual([]);
  } finally {
    receiver.close();
  }
});
