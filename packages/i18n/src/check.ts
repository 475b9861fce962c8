/**
 * Fails when a message is missing, unused, left in English, or takes other arguments than the
 * English one. Run by `next build` (`node src/check.ts`) and by the tests.
 */
import { readFileSync, readdirSync } from "node:fs";
import { join } from "node:path";
import { fileURLToPath } from "node:url";
import { parse, TYPE, type MessageFormatElement } from "@formatjs/icu-messageformat-parser";
import { AREAS, type Area } from "./areas.ts";
import { LOCALES, type Locale } from "./locales.ts";
import { SAME_AS_ENGLISH } from "./same-as-english.ts";
import { usedKeys, type Usage } from "./usage.ts";

const MESSAGES = fileURLToPath(new URL("../messages", import.meta.url));

/** Message texts by their full key: `common.actions.confirm`. */
export type Flat = ReadonlyMap<string, string>;

/** A nested message object as dotted keys. */
export function flatten(node: unknown, prefix: string): Map<string, string> {
  if (typeof node === "string") return new Map([[prefix, node]]);
  if (typeof node !== "object" || node === null) throw new Error(`${prefix} is neither text nor a group of texts`);
  return new Map(Object.entries(node).flatMap(([key, value]) => [...flatten(value, prefix === "" ? key : `${prefix}.${key}`)]));
}

function readLocale(locale: Locale): Flat {
  const read = (area: Area): unknown => JSON.parse(readFileSync(join(MESSAGES, locale, `${area}.json`), "utf8"));
  return new Map(AREAS.flatMap((area) => [...flatten(read(area), area)]));
}

/** The arguments and tags a message needs, sorted; the selector of a plural counts with its kind. */
export function argumentsOf(message: string): string[] {
  const found = new Set<string>();
  const walk = (elements: readonly MessageFormatElement[]): void => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      if (element.type === TYPE.tag) {
        found.add(`<${element.value}>`);
        walk(element.children);
        continue;
      }
      found.add(element.value);
      if (element.type === TYPE.select || element.type === TYPE.plural)
        for (const option of Object.values(element.options)) walk(option.value);
    }
  };
  walk(parse(message, { requiresOtherClause: true }));
  return [...found].sort();
}

/** Words to translate: two Latin letters in a row outside arguments. `{count}` or `USDC` alone say nothing. */
function saysSomething(message: string): boolean {
  return /\p{L}{2}/u.test(message.replace(/\{[^}]*\}/g, "").replace(/<[^>]*>/g, ""));
}

/** What is wrong with one language, measured against English. */
export function compare(locale: Locale, english: Flat, other: Flat): string[] {
  const problems: string[] = [];
  for (const [key, text] of english) {
    const theirs = other.get(key);
    if (theirs === undefined || theirs.trim() === "") {
      problems.push(`${locale}: ${key} is missing`);
      continue;
    }
    const [want, have] = [argumentsOf(text), argumentsOf(theirs)];
    if (want.join() !== have.join()) problems.push(`${locale}: ${key} takes {${have.join(", ")}}, English takes {${want.join(", ")}}`);
    const allowed = SAME_AS_ENGLISH[key];
    if (theirs === text && saysSomething(text) && !(allowed === "all" || allowed?.includes(locale)))
      problems.push(`${locale}: ${key} is still English`);
  }
  for (const key of other.keys()) if (!english.has(key)) problems.push(`${locale}: ${key} is not in English`);
  return problems;
}

/** Keys no source file names, neither whole nor by a computed ending. */
export function unused(keys: Iterable<string>, usage: Usage): string[] {
  return [...keys].filter((key) => {
    const parts = key.split(".");
    return !parts.some((_, from) => {
      const tail = parts.slice(from).join(".");
      return usage.literals.has(tail) || usage.prefixes.some((prefix) => tail.startsWith(prefix));
    });
  });
}

/** Every problem of every language; empty when all is well. */
export function checkMessages(): string[] {
  const files = LOCALES.flatMap((locale) =>
    readdirSync(join(MESSAGES, locale))
      .filter((file) => !AREAS.some((area) => file === `${area}.json`))
      .map((file) => `${locale}/${file} belongs to no area`),
  );
  const english = readLocale("en");
  const different = LOCALES.filter((locale) => locale !== "en").flatMap((locale) => compare(locale, english, readLocale(locale)));
  return [...files, ...different, ...unused(english.keys(), usedKeys()).map((key) => `${key} is used nowhere`)];
}

if (import.meta.main) {
  const problems = checkMessages();
  // Enough to start mending; a whole missing language would only scroll.
  for (const problem of problems.slice(0, 60)) console.error(problem);
  if (problems.length > 0) {
    console.error(`${problems.length} problems in packages/i18n/messages`);
    process.exitCode = 1;
  }
}
