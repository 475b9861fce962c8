import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import { expect, test } from "vitest";

const SOURCES = join(import.meta.dirname, "..");
/** Rendered on the server; what they name comes with the page. */
const WITH_THE_PAGE = new Set(["features/request/sides.tsx", "client/signed-in.tsx", "client/late-refresh.tsx"]);
/** Given to `useCheckedSubmit`, which loads them by `late`. */
const RULES = /rules\.ts"\)\)?\./;

function sources(folder: string): string[] {
  return readdirSync(join(SOURCES, folder), { recursive: true, encoding: "utf8" })
    .map((file) => `${folder}/${file}`)
    .filter((file) => /\.tsx?$/.test(file) && !file.endsWith(".test.ts") && !WITH_THE_PAGE.has(file));
}

test("what is loaded late is asked for again when the server was away", () => {
  const bare = ["features", "client"].flatMap(sources).flatMap((file) =>
    readFileSync(join(SOURCES, file), "utf8")
      .split("\n")
      .filter((line) => /(?<!typeof )\bimport\(/.test(line) && !/late(?:Component)?\(\(\) => import\(/.test(line) && !RULES.test(line))
      .map((line) => `${file}: ${line.trim()}`),
  );
  expect(bare).toEqual([]);
});
