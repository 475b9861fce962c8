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
    await expectMarked(page, "the page of a webhook");
    expect(person.strangers).toEqual([]);
  } finally {
    receiver.close();
  }
});
