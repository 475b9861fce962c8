import { expect } from "@playwright/test";
import { expectAccessible, expectNoOverflow } from "../src/checks.ts";
import { KINDS, nameOf, WIDTHS } from "../src/pages.ts";
import { watchTraffic } from "../src/settled.ts";
import { test } from "../src/test.ts";

for (const [kind, [page]] of Object.entries(KINDS)) {
  if (page === undefined) continue;
  test(`${kind}: ${nameOf(page)} fits, and axe finds nothing`, async ({ look, openAgain, subjects }) => {
    const { page: shown, path, strangers } = await openAgain(page.who, look);
    const traffic = watchTraffic(shown);
    await shown.goto(path(page.path(subjects)));
    await shown.locator("h1").first().waitFor();
    // A part that comes after the page would come in the midst of the examination.
    await traffic.quiet();
    expect(await shown.locator("html").getAttribute("dir")).toBe(look.locale === "fa" ? "rtl" : "ltr");
    await expectAccessible(shown, kind);
    for (const width of WIDTHS) {
      await shown.setViewportSize({ width, height: 844 });
      await expectNoOverflow(shown, `${kind} at ${width}`);
    }
    expect(strangers).toEqual([]);
  });
}
