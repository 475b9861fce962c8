import { DomainError } from "@amanat/contracts";

/** Digits and signs that people write for letters. */
const LOOKALIKES: Readonly<Record<string, string>> = {
  "0": "o",
  "1": "i",
  "3": "e",
  "4": "a",
  "5": "s",
  "7": "t",
  "@": "a",
  $: "s",
  "!": "i",
};

/** A password with fewer different characters is a pattern, whatever its length. */
const MIN_DISTINCT = 5;

let loaded: Promise<ReadonlySet<string>> | null = null;

/**
 * The 49,233 passwords most often found in breaches, from zxcvbn-ts (MIT). Loaded when the first password is chosen, so that other
 * processes never hold them.
 */
function commonPasswords(): Promise<ReadonlySet<string>> {
  loaded ??= import("@zxcvbn-ts/language-common").then(({ dictionary }) => new Set(dictionary["passwords-common"]));
  return loaded;
}

/** Compatibility forms, case and other scripts' digits make a password no rarer. */
function plain(text: string): string {
  return text
    .normalize("NFKC")
    .toLowerCase()
    .replaceAll(/[۰-۹]/g, (digit) => String(digit.charCodeAt(0) - 0x06f0))
    .replaceAll(/[٠-٩]/g, (digit) => String(digit.charCodeAt(0) - 0x0660));
}

const withoutLookalikes = (text: string): string => text.replaceAll(/[013457@$!]/g, (sign) => LOOKALIKES[sign] ?? sign);

/** The text without digits and signs at its ends. */
const core = (text: string): string => text.replace(/^[^\p{L}]+/u, "").replace(/[^\p{L}]+$/u, "");

/** The shortest text that makes `text` by repetition. */
function unit(text: string): string {
  for (let length = 1; length <= text.length / 2; length += 1) {
    const part = text.slice(0, length);
    if (part.repeat(Math.ceil(text.length / length)).startsWith(text)) return part;
  }
  return text;
}

/** True for runs such as `abcdefghij` and `9876543210`; a run may pass from 9 to 0. */
function isRun(text: string): boolean {
  const codes = Array.from(text, (sign) => sign.codePointAt(0) ?? 0);
  return [1, -1].some((step) => codes.slice(1).every((code, at) => [step, step * -9].includes(code - (codes[at] ?? 0))));
}

/** Words an attacker tries first: the person's name and address, and the product's name. */
function ownWords(about: { email?: string | null; name?: string }): Set<string> {
  const parts = [about.email ?? "", ...(about.email ?? "").split("@").slice(0, 1), about.name ?? "", ...(about.name ?? "").split(/\s+/)];
  const words = [...parts, "amanat"].map((part) => plain(part).replaceAll(/\s/g, ""));
  return new Set([...words, ...words.map(core)].filter((word) => word.length >= 4));
}

/** True when a guesser would try it early: it is on the list, or made from a listed one by the usual tricks. */
export async function isCommonPassword(password: string, about: { email?: string | null; name?: string } = {}): Promise<boolean> {
  const text = plain(password).replaceAll(/\s/g, "");
  if (new Set(text).size < MIN_DISTINCT || isRun(text)) return true;
  const list = await commonPasswords();
  const own = ownWords(about);
  const forms = [text, core(text), unit(text), core(unit(text))].flatMap((form) => [form, withoutLookalikes(form)]);
  return forms.some((form) => form.length >= 4 && (list.has(form) || own.has(form)));
}

/**
 * Refuses a password that is guessed early. Errors: VALIDATION_ERROR with the issue `too_common` at `path`.
 */
export async function refuseCommonPassword(
  password: string,
  about: { email?: string | null; name?: string },
  path: string = "password",
): Promise<void> {
  if (!(await isCommonPassword(password, about))) return;
  throw new DomainError("VALIDATION_ERROR", "Choose a password that is harder to guess.", { issues: [{ path, code: "too_common" }] });
}
