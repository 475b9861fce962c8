import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { expect, test } from "vitest";

const HOUSE = fileURLToPath(new URL("../../..", import.meta.url));
const FOLDERS = ["packages/ui/src", "apps/web/src"];

/** Sides with a fixed place: wrong in half of our languages. */
const PHYSICAL_CSS =
  /(?:^|[\s;{])(?:(?:margin|padding|border)-(?:left|right)|left|right|border-(?:top|bottom)-(?:left|right)-radius)\s*:|(?:text-align|float|clear)\s*:\s*(?:left|right)/m;
const PHYSICAL_PROPS = /\s(?:ml|mr|pl|pr)=|\bta="(?:left|right)"|(?:margin|padding|border)(?:Left|Right)\b|textAlign: "(?:left|right)"/;

function filesWith(ending: RegExp): string[] {
  return FOLDERS.flatMap((folder) =>
    readdirSync(join(HOUSE, folder), { recursive: true, encoding: "utf8" }).map((file) => join(folder, file)),
  ).filter((file) => ending.test(file) && !file.endsWith(".test.ts"));
}

function offenders(ending: RegExp, pattern: RegExp): string[] {
  return filesWith(ending).filter((file) => pattern.test(readFileSync(join(HOUSE, file), "utf8")));
}

test("no stylesheet and no component names a physical side", () => {
  expect(offenders(/\.css$/, PHYSICAL_CSS)).toEqual([]);
  expect(offenders(/\.tsx?$/, PHYSICAL_PROPS)).toEqual([]);
});

test("only the kit imports the kit's maker", () => {
  const outside = filesWith(/\.tsx?$/).filter(
    (file) => file.startsWith("apps/") && /from "(?:@mantine\/|@tabler\/|mantine-)/.test(readFileSync(join(HOUSE, file), "utf8")),
  );
  expect(outside).toEqual([]);
});

test("the pattern sees what it should", () => {
  for (const bad of ["a { margin-left: 1px }", "a{left:0}", "a { text-align: right; }"]) expect(PHYSICAL_CSS.test(bad), bad).toBe(true);
  for (const good of ["a { margin-inline-start: 1px }", "a { inset-inline-start: 0 }", "a { text-align: start }"])
    expect(PHYSICAL_CSS.test(good), good).toBe(false);
});
