import { readdirSync, readFileSync } from "node:fs";
import path from "node:path";
import { expect, test } from "vitest";

const ROOT = path.resolve(import.meta.dirname, "..");
const sources = new Map(
  readdirSync(ROOT, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes(".test."))
    .map((name) => [path.join(ROOT, name), readFileSync(path.join(ROOT, name), "utf8")] as const),
);
const IMPORT = /^import (?<names>[^;]*?) from "(?<from>\.[^"]+)";/gm;

/** A file's imports from this application, without those of types alone. */
const importsOf = (file: string) =>
  [...(sources.get(file) ?? "").matchAll(IMPORT)]
    .map(({ groups }) => ({ names: groups?.["names"] ?? "", from: path.resolve(path.dirname(file), groups?.["from"] ?? "") }))
    .filter(({ names, from }) => !names.startsWith("type ") && sources.has(from));
const isOfBrowser = (file: string) => sources.get(file)?.startsWith('"use client"') === true;

/** Every file that is drawn on the server: from the pages down to where the browser's part begins. */
function drawnOnServer(): Set<string> {
  const found = new Set([...sources.keys()].filter((file) => file.startsWith(import.meta.dirname) && !isOfBrowser(file)));
  for (const file of found) for (const { from } of importsOf(file)) if (!isOfBrowser(from)) found.add(from);
  return found;
}

test("what is drawn on the server calls no hook of the browser: it may draw such a component, and nothing else of its file", () => {
  const drawn = drawnOnServer();
  expect(drawn.size).toBeGreaterThan(100);
  const calls = [...drawn].flatMap((file) =>
    importsOf(file)
      .filter(({ names, from }) => isOfBrowser(from) && /\buse[A-Z]/.test(names.replaceAll(/\btype \w+/g, "")))
      .map(({ names, from }) => `${path.relative(ROOT, file)} calls ${names} of ${path.relative(ROOT, from)}`),
  );
  expect(calls).toEqual([]);
});
