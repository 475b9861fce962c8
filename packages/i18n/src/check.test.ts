import { ERRORS } from "@amanat/contracts";
import { expect, test } from "vitest";
import { argumentsOf, checkMessages, compare, flatten, unused } from "./check.ts";
import { LOCALES } from "./locales.ts";
import { loadMessages } from "./messages.ts";
import { usageIn } from "./usage.ts";

test("every message of every language is there, translated, used, and takes the same arguments", () => {
  expect(checkMessages()).toEqual([]);
});

test("every error code can be told in every language", async () => {
  for (const locale of LOCALES) {
    const { errors } = await loadMessages(locale);
    for (const code of Object.keys(ERRORS)) expect(errors.codes, locale).toHaveProperty([code, "text"]);
  }
});

const english = flatten({ hello: "Hello {name}", brand: "Amanat", days: "{count, plural, one {# day} other {# days}}" }, "common");

test("a missing, extra, untranslated or differently filled message is named", () => {
  expect(
    compare("fa", english, flatten({ hello: "سلام {name}", brand: "امانت", days: "{count, plural, other {# روز}}" }, "common")),
  ).toEqual([]);
  expect(
    compare("fa", english, flatten({ hello: "سلام {nam}", days: "{count, plural, one {# day} other {# days}}", more: "x" }, "common")),
  ).toEqual([
    "fa: common.hello takes {nam}, English takes {name}",
    "fa: common.brand is missing",
    "fa: common.days is still English",
    "fa: common.more is not in English",
  ]);
});

test("arguments are found inside plurals and tags", () => {
  expect(argumentsOf("<b>{who}</b> has {count, plural, one {# of {total}} other {#}}")).toEqual(["<b>", "count", "total", "who"]);
});

test("a key counts as used when named whole, by its ending, or under a computed beginning", () => {
  const usage = usageIn([
    't("actions.save"); t(`status.${deal.status}`); t("title")',
    'const t = useTranslations("deal.deadline"); t(step.consequence)',
  ]);
  expect(
    unused(["common.actions.save", "deal.status.open", "home.title", "home.gone", "common.actions.gone", "deal.deadline.auto"], usage),
  ).toEqual(["home.gone", "common.actions.gone"]);
});
