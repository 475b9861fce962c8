import { readFileSync } from "node:fs";
/** The table of settings is the contexts': `vitest run packages/contexts -u` writes it anew. */
import { expectGenerated } from "@amanat/testing";
import { expect, test } from "vitest";
import * as z from "zod";
import { SETTINGS } from "./composed.ts";

/** What a value may be, in a few words. */
function kindOf(schema: z.ZodType): string {
  const { type, ...of } = z.toJSONSchema(schema, { io: "input", unrepresentable: "any" });
  if (type === "boolean") return "`true` or `false`";
  if (type !== "number" && type !== "integer") return type === "array" ? "list" : "object";
  const from = of.exclusiveMinimum === undefined ? `${of.minimum}` : `more than ${of.exclusiveMinimum}`;
  return `${type === "integer" ? "whole number" : "number"}, ${from} to ${of.maximum}`;
}

test("each key is one setting's, and what is usual is allowed", () => {
  expect(new Set(SETTINGS.map(({ key }) => key)).size).toBe(SETTINGS.length);
  for (const { key, schema, usual } of SETTINGS) expect([key, schema.safeParse(usual).success]).toEqual([key, true]);
});

test("docs/configuration.md lists every setting", async () => {
  const lines = SETTINGS.map(
    ({ key, schema, usual, says }) => `| \`${key}\` | ${says} | ${kindOf(schema)} | \`${JSON.stringify(usual)}\` |`,
  );
  const table = ["| setting | what it decides | value | usual |", "|---|---|---|---|", ...lines.toSorted()].join("\n");
  await expectGenerated(new URL("../../../docs/configuration.md", import.meta.url), { settings: table });
});

test("what each of them decides is said on the desk in every language", () => {
  const english = new URL("../../i18n/messages/en/admin.json", import.meta.url);
  // That the other languages have what English has, the check of all messages says.
  const { settings } = JSON.parse(readFileSync(english, "utf8")) as { settings: { says: Record<string, string> } };
  expect(SETTINGS.map(({ key }) => key.replaceAll(".", "_")).filter((key) => settings.says[key] === undefined)).toEqual([]);
});
