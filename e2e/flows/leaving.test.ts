import { expect } from "@playwright/test";
import { expectAccessible, hydrated } from "../src/checks.ts";
import { codeMailedBy, newPerson } from "../src/mailbox.ts";
import { test } from "../src/test.ts";

const ELSEWHERE = "203.0.113.41";

test("a person deletes their account by typing their address and proving that they are there, and takes it back", async ({
  visitAs,
  world,
}) => {
  const somebody = await newPerson(world, "Nilufar");
  const { email, password } = somebody;
  const person = await visitAs(somebody, { locale: "fa", scheme: "light", width: 390, height: 844, from: ELSEWHERE });
  const { page, words } = person;
  const said = words.data.delete;
  await page.goto(person.path("/account/data"));
  const section = page.locator("#delete");
  const ask = section.getByRole("button", { name: said.ask, exact: true });
  await hydrated(ask);
  await ask.click();

  const dialog = page.getByRole("dialog", { name: said.confirmTitle });
  const act = dialog.getByRole("button", { name: said.ask, exact: true });
  await dialog.getByLabel(said.typed).fill("somebody@else.test");
  await expect(act).toBeDisabled();
  await dialog.getByLabel(said.typed).fill(email.toUpperCase());
  await expectAccessible(page, "fa, an account is to be deleted");
  const { code } = await codeMailedBy(world, email, () => act.click());
  const proof = page.getByRole("dialog", { name: words.auth.stepUp.title });
  await proof.getByText(words.auth.stepUp.action.accountDelete, { exact: true }).waitFor();
  await proof.getByLabel(words.auth.stepUp.password).fill(password);
  await proof.getByLabel(words.auth.stepUp.code).fill(code);
  await proof.getByRole("button", { name: words.auth.stepUp.confirm, exact: true }).click();

  const keep = section.getByRole("button", { name: said.keep, exact: true });
  await keep.waitFor();
  await expectAccessible(page, "fa, a deletion that waits");
  await keep.click();
  await ask.waitFor();
  await section.getByText(said.cancelled.split("{time}").at(-1) ?? "").waitFor();
});
