import { type Amanat, createAmanat } from "@amanat/sdk";
import { expect, type Locator, type Page } from "@playwright/test";
import { evidenceEnds } from "./case-steps.ts";
import { hydrated } from "./checks.ts";
import { codeMailedBy } from "./mailbox.ts";
import type { Visitor } from "./visitor.ts";
import { accountOf, apiOf, type Person, type World } from "./world.ts";

const RESOLVERS = ["resolver", "resolver2", "resolver3", "resolver4"] as const satisfies readonly Person[];

/** Which of the demo's resolvers has the case now; it is asked until somebody has. */
export async function mediatorOf(world: World, caseId: string): Promise<Person> {
  let found: Person | undefined;
  const look = async () => {
    for (const who of RESOLVERS) {
      const { data } = await (await apiOf(world, who)).disputes.desk({ show: "mine", limit: 100 });
      if (data.some(({ id }) => id === caseId)) found = who;
    }
    return found;
  };
  await expect.poll(look, { timeout: 60_000, message: "somebody has the case" }).toBeDefined();
  if (found === undefined) throw new Error("nobody has the case");
  return found;
}

/** The seller states the case, which goes to a mediator, and the time to add evidence is over. Returns who has it. */
export async function heard(world: World, seller: Amanat, caseId: string): Promise<Person> {
  const { version } = await seller.disputes.get({ caseId });
  await seller.disputes.state({ caseId, version, statement: "All twelve pages were in the folder, as agreed." });
  const mediator = await mediatorOf(world, caseId);
  await evidenceEnds(caseId);
  return mediator;
}

/** Opens a case from the list of one's own. */
export async function openFromDesk({ page, path }: Visitor, caseId: string): Promise<void> {
  await page.goto(path("/admin/disputes?show=mine"));
  await page.locator(`main a[href$="/admin/disputes/${caseId}"]:visible`).first().click();
  await page.locator("[data-desk]").waitFor();
}

/** Answers the dialog that asks whether one is there, with password and the mailed code. `type` puts a text into a field. */
export async function proveByPassword(
  visitor: Visitor,
  world: World,
  who: Person,
  {
    open,
    type,
    confirm,
  }: { open: () => Promise<void>; type: (field: Locator, text: string) => Promise<void>; confirm: (press: Locator) => Promise<void> },
): Promise<void> {
  const { page, words } = visitor;
  const { email, password } = accountOf(world, who);
  const { stepUp } = words.auth;
  const dialog = page.getByRole("dialog", { name: stepUp.title });
  const { code } = await codeMailedBy(world, email, async () => {
    await open();
    await dialog.getByLabel(stepUp.password).waitFor();
  });
  await type(dialog.getByLabel(stepUp.password), password);
  await type(dialog.getByLabel(stepUp.code), code);
  await confirm(dialog.getByRole("button", { name: stepUp.confirm, exact: true }));
  await dialog.waitFor({ state: "hidden" });
}

/** Waits until the editor answers, and until a radio is chosen by its name. */
export async function chooseOutcome({ page, words }: Visitor, outcome: keyof Visitor["words"]["cases"]["outcome"]): Promise<void> {
  const radio = page.getByRole("radio", { name: words.cases.outcome[outcome], exact: true });
  await hydrated(radio);
  await radio.check();
}

/** Presses Tab until the element has the focus. */
export async function tabTo(page: Page, target: Locator): Promise<void> {
  await target.first().waitFor();
  for (let presses = 0; presses < 150; presses += 1) {
    if (await target.first().evaluate((element) => element === document.activeElement)) return;
    await page.keyboard.press("Tab");
  }
  throw new Error(`Tab never reached ${String(target)}`);
}

/** Somebody's calls, signed in anew: tests that end a right read with it that it is gone. */
export async function freshApi(world: World, who: Person): Promise<Amanat> {
  const amanat = createAmanat({ baseUrl: world.url });
  amanat.setToken(await amanat.auth.signIn(accountOf(world, who)));
  return amanat;
}

/** A side brings a small file as evidence. Returns its id. */
export async function bringFile(world: World, who: "buyer" | "seller", caseId: string): Promise<string> {
  const side = createAmanat({ baseUrl: world.url });
  const token = await side.auth.signIn(accountOf(world, who));
  side.setToken(token);
  const body = "Page one of twelve, as it was sent.";
  const { file, upload } = await side.files.begin({ purpose: "evidence", fileName: "page-1.txt", type: "text/plain", size: body.length });
  const { method, url, headers } = upload;
  const answer = await fetch(new URL(url, world.url), {
    method,
    headers: { ...headers, authorization: `Bearer ${token.accessToken}` },
    body,
  });
  if (!answer.ok) throw new Error(`the file was refused: ${answer.status}`);
  await expect.poll(async () => (await side.files.get({ fileId: file.id })).state, { timeout: 60_000 }).toBe("ready");
  await side.disputes.addEvidence({ kind: "file", caseId, fileId: file.id });
  return file.id;
}
