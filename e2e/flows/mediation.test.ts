import { expect } from "@playwright/test";
import { codeOf } from "../hostile/trader.ts";
import { clockEnds, evidenceEnds, expectPaid, heldDeal, openedCase, peopleOf } from "../src/case-steps.ts";
import { expectAccessible, expectNoOverflow, hydrated } from "../src/checks.ts";
import { bringFile, chooseOutcome, freshApi, heard, mediatorOf, openFromDesk, proveByPassword, tabTo } from "../src/desk-steps.ts";
import { test } from "../src/test.ts";
import type { Look, Visitor } from "../src/visitor.ts";

/** More than a small claim. */
const LARGE = 120_000_000n;
const PHONE: Look = { locale: "fa", scheme: "light", width: 390, height: 844 };
const DESK: Look = { locale: "en", scheme: "dark", width: 1_280, height: 900 };
const REASONS = "Ten of twelve pages are as agreed. The last two are missing in every file that was brought.";

const fresh = (title: string): string => `${title} ${Date.now().toString(36)}`;
const button = ({ page }: Visitor, name: string) => page.getByRole("button", { name, exact: true });

async function looksRight({ page, locale }: Visitor, what: string): Promise<void> {
  await expectAccessible(page, `${locale} ${what}`);
  await expectNoOverflow(page, `${locale} ${what}`);
}

test("a case is ruled by split at the desk, appealed by a side, ruled by another resolver, and carried out", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("ترجمهٔ نیمه‌کاره"), price: LARGE, delivered: true });
  const caseId = await openedCase(people.buyer, dealId, "full_refund");
  const first = await heard(world, people.seller, caseId);

  const desk = await visitAs(first, DESK);
  await openFromDesk(desk, caseId);
  const { rule } = desk.words.mediation;
  await chooseOutcome(desk, "split");
  const [release] = [desk.page.locator("[data-shares]").getByRole("textbox").first()];
  await release.fill("500");
  await desk.page.getByLabel(rule.reasons).fill(REASONS);
  await button(desk, rule.look).click();
  await expect(desk.page.locator("[data-shares] [aria-invalid=true]"), "57 sum ≠ frozen → refused").not.toHaveCount(0);
  expect(await desk.page.getByRole("dialog").count(), "a second step for another sum").toBe(0);
  await release.fill("30");
  await desk.page.getByLabel(rule.for.seller, { exact: true }).selectOption("warning");
  await desk.page.reload();
  await expect(desk.page.getByLabel(rule.reasons), "after a reload").toHaveValue(REASONS);
  await looksRight(desk, "desk, case");
  await button(desk, rule.look).click();
  const dialog = desk.page.getByRole("dialog");
  await dialog.locator("[data-effect]").waitFor();
  await looksRight(desk, "ruling dialog");
  await proveByPassword(desk, world, first, {
    open: () => dialog.getByRole("button", { name: rule.give, exact: true }).dblclick(),
    type: (field, text) => field.fill(text),
    confirm: (press) => press.click(),
  });
  await desk.page.locator("[data-desk=ruled] [data-follows=appeal]").waitFor();

  const { version } = await people.buyer.disputes.get({ caseId });
  await people.buyer.disputes.appeal({ caseId, version, statement: "The ten pages are not proofread either, as I showed." });
  const second = await mediatorOf(world, caseId);
  expect(second, "62 appeal to the same → refused").not.toBe(first);
  await evidenceEnds(caseId);

  const other = await visitAs(second, PHONE);
  await other.page.goto(other.path("/admin/disputes?show=mine"));
  await other.page.locator(`[data-case="${caseId}"]:visible`).waitFor();
  await looksRight(other, "desk, list");
  await openFromDesk(other, caseId);
  await chooseOutcome(other, "refund");
  await other.page.getByLabel(other.words.mediation.rule.reasons).fill("هیچ‌یک از صفحه‌ها بازبینی نشده است.");
  await looksRight(other, "desk, appeal");
  await button(other, other.words.mediation.rule.look).click();
  await other.page.getByRole("dialog").locator("[data-effect]").waitFor();
  await proveByPassword(other, world, second, {
    open: () => other.page.getByRole("dialog").getByRole("button", { name: other.words.mediation.rule.give, exact: true }).dblclick(),
    type: (field, text) => field.fill(text),
    confirm: (press) => press.click(),
  });
  await other.page.locator("[data-desk=resolved] [data-ruling=executed]").waitFor();
  await other.page.locator("[data-ruling=overturned]").waitFor();
  await looksRight(other, "desk, carried out");
  await expectPaid(world, dealId, { released: 0n, refunded: LARGE, fees: 0n });
});

test("a mediator recuses: from then on they see no page, room, record or file, and the case goes to another", async ({
  visitAs,
  world,
}) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Leaflet, disputed"), price: LARGE, delivered: true });
  const caseId = await openedCase(people.buyer, dealId, "full_refund");
  const fileId = await bringFile(world, "buyer", caseId);
  const first = await heard(world, people.seller, caseId);
  const api = await freshApi(world, first);
  await api.files.link({ fileId });
  const { conversationId, parts } = await api.disputes.get({ caseId });
  if (conversationId === null) throw new Error("the case has no room");
  await api.chat.conversation({ conversationId });

  const desk = await visitAs(first, PHONE);
  await openFromDesk(desk, caseId);
  await desk.page.locator("[data-pane=room] [data-conversation]").waitFor();
  await looksRight(desk, "desk, on a telephone");
  const { recuse, case: words } = desk.words.mediation;
  await button(desk, words.recuse).click();
  await desk.page.getByRole("dialog").getByText(recuse.hint, { exact: true }).waitFor();
  await looksRight(desk, "recuse dialog");
  await desk.page.getByRole("dialog").getByRole("button", { name: recuse.submit, exact: true }).dblclick();
  await desk.page.waitForURL(/\/admin\/disputes$/);
  const answer = await desk.page.goto(desk.path(`/admin/disputes/${caseId}`));
  expect(answer?.status(), "its page").toBe(404);

  const reads = [
    api.disputes.get({ caseId }),
    api.disputes.record({ caseId }),
    api.disputes.preview({ caseId, shares: [{ tranche: 1, asset: parts[0]?.asset ?? "", release: "0", refund: LARGE.toString() }] }),
    api.chat.conversation({ conversationId }),
    api.chat.messages({ conversationId, limit: 10 }),
    api.files.link({ fileId }),
  ];
  const codes = await Promise.all(reads.map(async (read) => read.then(() => "read").catch((error: unknown) => codeOf(error))));
  expect(codes, "61 recused reads, streams, exports → nothing").toEqual(reads.map(() => "NOT_FOUND"));
  expect(await mediatorOf(world, caseId)).not.toBe(first);

  const { version } = await people.seller.disputes.get({ caseId });
  await people.seller.disputes.concede({ caseId, version });
  await expectPaid(world, dealId, { released: 0n, refunded: LARGE, fees: 0n });
});

test("the keyboard alone rules a split at the desk", async ({ visitAs, world }) => {
  const { people } = await peopleOf(world);
  const dealId = await heldDeal(world, { title: fresh("Ruled without a mouse"), price: LARGE, delivered: true });
  const caseId = await openedCase(people.buyer, dealId, "full_refund");
  const mediator = await heard(world, people.seller, caseId);
  const desk = await visitAs(mediator, { ...DESK, scheme: "light" });
  const { page, path, words } = desk;
  const { rule } = words.mediation;
  const press = async (target: Parameters<typeof tabTo>[1]) => {
    await tabTo(page, target);
    await page.keyboard.press("Enter");
  };
  await page.goto(path("/admin/disputes?show=mine"));
  await press(page.locator(`main a[href$="/admin/disputes/${caseId}"]:visible`));
  await page.locator("[data-desk]").waitFor();
  const outcomes = page.getByRole("radio");
  await hydrated(outcomes.first());
  await tabTo(page, outcomes.first());
  await page.keyboard.press("Space");
  for (let moves = 0; moves < 3; moves += 1) await page.keyboard.press("ArrowDown");
  await expect(page.getByRole("radio", { name: words.cases.outcome.split, exact: true })).toBeChecked();
  await tabTo(page, page.locator("[data-shares]").getByRole("textbox").first());
  await page.keyboard.type("60");
  await tabTo(page, page.getByLabel(rule.reasons));
  await page.keyboard.type(REASONS);
  await press(button(desk, rule.look));
  const dialog = page.getByRole("dialog");
  await dialog.locator("[data-effect]").waitFor();
  await proveByPassword(desk, world, mediator, {
    open: () => press(dialog.getByRole("button", { name: rule.give, exact: true })),
    type: async (field, text) => {
      await tabTo(page, field);
      await page.keyboard.type(text);
    },
    confirm: press,
  });
  await page.locator("[data-desk=ruled]").waitFor();
  await clockEnds(caseId, "dispute_appeal");
  await page.locator("[data-desk=resolved]").waitFor({ timeout: 60_000 });
  const share = 60_000_000n;
  await expectPaid(world, dealId, { released: share - share / 100n, fees: share / 100n, refunded: LARGE - share });
});
