// Who imports this file compiles it in a program of their own, which has to find the types too.
// oxlint-disable-next-line typescript/triple-slash-reference
/// <reference path="./unicode-confusables.d.ts" />
import { remove } from "confusables";
import { rectifyConfusion } from "unicode-confusables";
import { fold } from "./fold.ts";
import { ALONE, BESIDE, BRAND } from "./words.ts";

/** Digits and signs that stand for letters; two letters that read as one. */
const LEET: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "6": "g",
  "7": "t",
  "8": "b",
  "9": "g",
  "@": "a",
  $: "s",
  "!": "i",
  "|": "i",
  "+": "t",
  "€": "e",
  "£": "l",
};
const unleet = (text: string) => text.replace(/[0-9@$!|+€£]/g, (sign) => LEET[sign] ?? sign);
const joined = (text: string) => text.replaceAll("rn", "m").replaceAll("vv", "w");

/** Flags spell letters, an alphabet of their own. */
const flags = (text: string) =>
  text.replace(/[\u{1F1E6}-\u{1F1FF}]/gu, (flag) => String.fromCodePoint((flag.codePointAt(0) ?? 0) - 0x1f1e6 + 97));

const lettersOnly = (text: string) => text.replace(/[^\p{L}]/gu, "");
const backwards = (text: string) => Array.from(text).toReversed().join("");

/** All that a name can be read as. No library knows every disguise, and each knows one that the others do not. */
function readingsOf(name: string): Set<string> {
  const shown = flags(name.normalize("NFKC"));
  const seen = [shown, remove(shown), rectifyConfusion(shown), rectifyConfusion(remove(shown)), remove(name)].map(fold);
  const read = seen.flatMap((text) => [text, unleet(text), unleet(text).replaceAll("l", "i")]);
  const letters = read.flatMap((text) => [text, joined(text)]).map(lettersOnly);
  return new Set(letters.flatMap((text) => [text, backwards(text)]));
}

/** Words as they read where `l` and `i` are one. */
const alike = (words: readonly string[]) => [...new Set(words.flatMap((word) => [word, word.replaceAll("l", "i")]))];
const brands = alike(BRAND);
const jobs = alike(ALONE);
const dress = alike(BESIDE);
/** A short word hides in many a surname: beside our name it counts only where nothing else is left. */
const long = [...jobs, ...dress].filter((word) => Array.from(word).length >= 5 || !/^[a-z]/.test(word));
const nothingElse = new RegExp(`^(?:${[...brands, ...jobs, ...dress].toSorted((a, b) => b.length - a.length).join("|")})+$`, "u");

/**
 * True for a name that readers would take for ours: our own, ours beside a job of ours, or a job of ours alone, in any of our
 * languages, whatever letters it is dressed in. Asked wherever somebody gives a name that others will see.
 */
export function imitatesUs(name: string): boolean {
  for (const text of readingsOf(name)) {
    const ours = brands.find((brand) => text.includes(brand));
    if (ours !== undefined && long.some((word) => text.replace(ours, " ").includes(word))) return true;
    if (nothingElse.test(text) && (ours !== undefined || jobs.some((word) => text.includes(word)))) return true;
  }
  return false;
}
